import { flushSync } from "react-dom";

/**
 * Changes the screen and gives what stands there then the focus before the next key comes, however slow this machine is:
 * what is typed next is for that. Within an event handler only.
 */
export function changeAndFocus(change: () => void, target: () => { focus: () => void } | null | undefined): void {
  flushSync(change);
  target()?.focus();
}
