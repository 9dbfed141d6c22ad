import { isApple } from "@/lib/platform";
import { cx } from "./class-names";

const APPLE: Record<string, string> = { mod: "⌘", shift: "⇧", alt: "⌥", enter: "⏎", escape: "esc" };
const OTHER: Record<string, string> = { mod: "Ctrl", shift: "⇧", alt: "Alt", enter: "⏎", escape: "Esc" };

/** `mod+shift+enter` as it is printed on the reader's own keyboard. */
export function printKeys(keys: string): string {
  const names = isApple ? APPLE : OTHER;
  return keys
    .split("+")
    .map((key) => names[key] ?? key.toUpperCase())
    .join(isApple ? "" : " ");
}

export function Keys({ keys, className }: { keys: string; className?: string }) {
  return (
    <kbd
      className={cx(
        "inline-flex h-4 min-w-4 items-center justify-center rounded-s bg-current/10 px-1 font-sans text-11 leading-flat font-medium",
        className,
      )}
    >
      <span className="text-current">{printKeys(keys)}</span>
    </kbd>
  );
}
