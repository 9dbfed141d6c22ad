/** How a feature offers a popup in the composer: a sign at the start of a word opens it, what is chosen replaces the word. */
import type { ComponentType } from "react";
import type { Kind } from "./draft";

export interface PopupProps {
  number: number;
  kind: Kind;
  /** What stands behind the sign. */
  query: string;
  /** Where the cursor is on the page. */
  caret: DOMRect;
  /** The composer gives key presses here first; true = taken. The focus stays in the text. */
  takeKeys: (take: ((event: KeyboardEvent) => boolean) | null) => void;
  /** HTML instead of sign and word; with the id of a canned response, when it is one. */
  onInsert: (html: string, cannedId?: string) => void;
  onClose: () => void;
}

export interface ComposerPopup {
  sign: "/" | "@";
  kinds: readonly Kind[];
  Popup: ComponentType<PopupProps>;
}
