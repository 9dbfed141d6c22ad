import type { HTMLAttributes } from "react";
import { cx } from "./class-names";

export const CHIP =
  "inline-flex h-6 max-w-full items-center gap-1.5 rounded-m border border-line px-2 text-12 text-text-2 whitespace-nowrap";

export function Chip({ className, ...props }: HTMLAttributes<HTMLSpanElement>) {
  return <span {...props} className={cx(CHIP, className)} />;
}
