/**
 * A text with formats in the plain box, which knows none: what is typed there before the rich box is there goes to its
 * end, so that no letter is lost. Pure.
 */
import type { Typed } from "./box";

const BLOCKS = "p, li, pre, h1, h2, h3, h4, blockquote";

/** Where words at the end of the text belong: in its last block, below that in nothing but what is written. */
function lastBlock(body: HTMLElement): HTMLElement {
  const all = body.querySelectorAll<HTMLElement>(BLOCKS);
  const last = all[all.length - 1];
  return last ?? body.appendChild(body.ownerDocument.createElement("p"));
}

/** `words` at the end; each line break in them begins a paragraph. */
export function typedAhead({ text, html }: Typed, words: string): Typed {
  const { body } = new DOMParser().parseFromString(html ?? "", "text/html");
  const [first = "", ...lines] = words.split(/\r?\n/);
  lastBlock(body).append(first);
  for (const line of lines) body.appendChild(body.ownerDocument.createElement("p")).append(line);
  return { text: text + [first, ...lines].join("\n\n"), html: body.innerHTML };
}

/** Without its last character, when that is a letter and no format. */
export function takenBack(value: Typed): Typed {
  const { body } = new DOMParser().parseFromString(value.html ?? "", "text/html");
  const end = lastBlock(body).lastChild;
  if (end?.nodeType !== Node.TEXT_NODE || !end.textContent) return value;
  const last = [...end.textContent].at(-1) ?? "";
  end.textContent = end.textContent.slice(0, -last.length);
  return { text: value.text.endsWith(last) ? value.text.slice(0, -last.length) : value.text, html: body.innerHTML };
}

/** What a key press writes; null for one that writes nothing. */
export function writes(event: KeyboardEvent): string | null {
  const { key, ctrlKey, metaKey } = event;
  if (key === "Enter") return "\n";
  // AltGr writes letters, and some systems say of it that Ctrl is held.
  const command = metaKey || (ctrlKey && !event.getModifierState("AltGraph"));
  return [...key].length === 1 && !command ? key : null;
}
