import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { cx } from "./class-names";

const LOOKS = {
  primary: "bg-accent text-accent-text hover:bg-accent-hover",
  quiet: "border border-line-strong text-text-2 hover:bg-hover hover:text-text",
  plain: "text-accent hover:bg-hover -mx-2",
  note: "bg-note-strong text-surface hover:bg-note-text",
};

const SIZES = { s: "h-7 gap-1.5 px-2", m: "h-7 gap-2 px-2.5", l: "h-9 gap-2 px-4 text-14" };

export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: keyof typeof LOOKS;
  size?: "s" | "m" | "l";
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
};

export function Button({ look = "quiet", size = "m", className, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      className={cx(
        "inline-flex shrink-0 items-center justify-center rounded-m font-medium whitespace-nowrap select-none focus-visible:outline-offset-2 disabled:opacity-55 aria-disabled:opacity-55",
        SIZES[size],
        LOOKS[look],
        className,
      )}
    />
  );
}
