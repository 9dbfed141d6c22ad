import { cx } from "./class-names";

export function Brand({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cx("grid place-items-center rounded-m bg-accent font-bold text-accent-text select-none", className)}
    >
      L
    </span>
  );
}
