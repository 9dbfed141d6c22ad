import { readStored, writeStored } from "@/lib/storage";
import { createStore } from "@/lib/store";
import { isApple } from "@/lib/platform";
import { ACTIONS, CATALOG, type ActionId } from "./catalog";
import { runAction } from "./registry";

/** Keys without a modifier can be switched off (WCAG 2.1.4): speech input and stray key presses trigger them. */
export const singleKeys = createStore(readStored("single-keys") !== "off");

export function setSingleKeys(on: boolean): void {
  singleKeys.set(on);
  writeStored("single-keys", on ? null : "off");
}

const BUSY = [
  "input",
  "textarea",
  "select",
  "[contenteditable]:not([contenteditable=false])",
  "[role=textbox]",
  "[role=menu]",
  "[role=listbox]",
  "[role=dialog]",
].join(",");

function isBusy(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return event.isComposing || (target instanceof Element && target.closest(BUSY) !== null);
}

/** The letter on the key, or, on layouts without Latin letters, the one that stands there on a Latin one. */
function letterOf(event: KeyboardEvent): string {
  const foreign = event.key.length === 1 && event.key.charCodeAt(0) > 127;
  const letter = foreign ? event.code.replace(/^Key/, "").toLowerCase() : event.key.toLowerCase();
  // With Shift a letter is another key; a sign that needs Shift on this layout is just that sign.
  return event.shiftKey && /^[a-z]$/.test(letter) ? `shift+${letter}` : letter;
}

const ANYWHERE = ACTIONS.filter(([, spec]) => spec.anywhere).map(([id]) => id);

/** Chords that work while typing too; a window that is open keeps them to itself. */
function runAnywhere(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  const id = target instanceof Element && target.closest("[role=dialog]") ? undefined : chordOf(event, ANYWHERE);
  return id !== undefined && !event.repeat && runAction(id);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  if (runAnywhere(event)) return event.preventDefault();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!singleKeys.get() || isBusy(event)) return;
  const letter = letterOf(event);
  const found = ACTIONS.find(([, spec]) => !spec.local && !spec.anywhere && spec.keys === letter);
  // A held key moves on and on, but does nothing else twice.
  if (!found || (event.repeat && found[1].group !== "move")) return;
  if (runAction(found[0])) event.preventDefault();
}

export function startHotkeys(): () => void {
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}

type KeyEvent = Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">;

/** Which of the given actions a key press means, modifiers compared exactly. `mod` is ⌘ on Apple's, Ctrl elsewhere. */
export function chordOf(event: KeyEvent, ids: ActionId[]): ActionId | undefined {
  const [mod, foreign] = isApple ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  return ids.find((id) => {
    const parts = CATALOG[id].keys.split("+");
    const wants = (name: string) => parts.includes(name);
    return (
      parts.at(-1) === event.key.toLowerCase() &&
      wants("mod") === mod &&
      wants("shift") === event.shiftKey &&
      wants("alt") === event.altKey &&
      !foreign
    );
  });
}
