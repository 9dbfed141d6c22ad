import { cx } from "./class-names";

/** A bar where text will stand. The place around it says "loading" once. */
export function Bone({ className }: { className: string }) {
  return <span className={cx("block rounded-s bg-line animate-pulse", className)} />;
}
