import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, Ref } from "react";
import { cx } from "./class-names";

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  icon: LucideIcon;
  label: string;
  keys?: string;
  ref?: Ref<HTMLButtonElement>;
};

/** An icon alone: named for screen readers, named and with its key in the tooltip for everybody else. */
export function IconButton({ icon: Icon, label, keys, className, ...props }: Props) {
  return (
    <button
      type="button"
      aria-label={label}
      data-tip={label}
      data-tip-keys={keys}
      {...props}
      className={cx(
        "grid size-7 shrink-0 place-items-center rounded-m text-text-3 hover:bg-hover hover:text-text disabled:opacity-55 aria-expanded:bg-hover aria-expanded:text-text",
        className,
      )}
    >
      <Icon aria-hidden className="icon" />
    </button>
  );
}
