/** What the plain box and the rich one have in common. */
import type { ReactNode } from "react";
import type { DraftFile } from "@/features/drafts/draft";

/** What others may do with the place where the cursor is. */
export interface BoxHandle {
  focus: () => void;
  /** Puts cleaned HTML where the cursor is; a plain box takes its text. `over` is what the popup's own sign and word take up. */
  insert: (html: string, over?: number) => void;
  /** Puts pictures of the message where the cursor is, if the box can show them. */
  insertImages: (files: DraftFile[]) => void;
  /** Where the cursor is on the page. */
  caret: () => DOMRect | null;
}

export interface Typed {
  text: string;
  html: string | null;
}

/** The word the cursor stands behind, when it begins with a sign that opens a popup. */
export interface Trigger {
  sign: string;
  query: string;
}

export interface BoxProps {
  value: Typed;
  label: string;
  placeholder: string;
  note: boolean;
  onType: (typed: Typed) => void;
  /** True when the key was taken. */
  onKey: (event: KeyboardEvent) => boolean;
  /** Takes files into the message; `canShow`: pictures among them can stand in the text. */
  onFiles: (files: File[], canShow: boolean) => DraftFile[];
  onTrigger: (trigger: Trigger | null) => void;
  register: (handle: BoxHandle | null) => void;
  /** The row below the text, around the box's own tools. */
  tools: (own: ReactNode) => ReactNode;
}

const WORD = /(?:^|\s)([/@])([^\s/@]{0,30}(?: [^\s/@]{1,30})?)$/;

/** `before` is the text of the line up to the cursor. */
export function triggerIn(before: string): Trigger | null {
  const [, sign, query] = WORD.exec(before) ?? [];
  return sign === undefined || query === undefined ? null : { sign, query };
}
