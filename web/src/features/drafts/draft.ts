/** The form of a draft, and what it is made of. Pure. */
import type { State } from "@/api/types";

export type Kind = "reply" | "note";

/** A file of a message that is being written. `id` is the browser's own and stands in the text as `cid:<id>`. */
export interface DraftFile {
  id: string;
  /** The server's name for it, once it has all of it. */
  uploadId: string | null;
  name: string;
  mediaType: string;
  size: number;
  /** Shown in the text, not below it. */
  inline: boolean;
}

export interface Addressees {
  to: string[];
  cc: string[];
  bcc: string[];
}

/** What has been written of one message. `html` is null while it is plain text; `text` is always what it says. */
export interface Written {
  text: string;
  html: string | null;
  files: DraftFile[];
  /** To whom; null = everybody who takes part. */
  people: Addressees | null;
  /** Canned responses that went into it. */
  canned: string[];
}

export interface Outgoing extends Written {
  kind: Kind;
  key: string;
  stateAfter: State | null;
  /** Not before this moment; null = now. */
  sendAt: string | null;
  at: string;
}

/** Why the last try did not go through. Not kept over a reload. */
export type Setback = { kind: Kind; stale: boolean; reason: string };

/** The form on the server that these words were last the same as; `print` tells whether they still are. */
export interface Synced {
  scope: Scope;
  version: number;
  print: string;
}
export type Scope = "mine" | "shared";

export interface Draft {
  kind: Kind;
  written: Record<Kind, Written>;
  key: Record<Kind, string | null>;
  /** The newest message on screen when the reply was begun. What came after it is pointed out before sending. */
  seen: string | null;
  outgoing: Outgoing | null;
  setback: Setback | null;
  saved: boolean;
  synced: Synced | null;
}

export const NOTHING: Written = { text: "", html: null, files: [], people: null, canned: [] };

export const EMPTY: Draft = {
  kind: "reply",
  written: { reply: NOTHING, note: NOTHING },
  key: { reply: null, note: null },
  seen: null,
  outgoing: null,
  setback: null,
  saved: true,
  synced: null,
};

export const isEmpty = ({ text, files }: Written): boolean => text.trim() === "" && files.length === 0;

export const isBlank = (draft: Draft): boolean =>
  isEmpty(draft.written.reply) && isEmpty(draft.written.note) && draft.outgoing === null;

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Plain text as a document: an empty line ends a paragraph, a single break stays one. */
export function htmlOfText(text: string): string {
  const paragraph = (lines: string) => `<p>${escaped(lines).replaceAll("\n", "<br>")}</p>`;
  return text.replaceAll("\r\n", "\n").split("\n\n").map(paragraph).join("");
}

const htmlOf = ({ html, text }: Written) => html ?? htmlOfText(text);

/** Two texts in one, the first above; nothing of either is lost. */
export function joined(above: Written, below: Written): Written {
  if (isEmpty(below)) return { ...above, people: above.people ?? below.people };
  if (isEmpty(above)) return { ...below, people: below.people ?? above.people };
  const rich = above.html !== null || below.html !== null;
  const known = new Set(above.files.map((file) => file.id));
  return {
    text: [above.text, below.text].filter(Boolean).join("\n\n"),
    html: rich ? htmlOf(above) + htmlOf(below) : null,
    files: [...above.files, ...below.files.filter((file) => !known.has(file.id))],
    people: above.people ?? below.people,
    canned: [...new Set([...above.canned, ...below.canned])],
  };
}

/** The text on its way becomes the draft again, before whatever has been written since. */
export function returned(draft: Draft, setback: Setback | null): Draft {
  if (!draft.outgoing) return { ...draft, setback };
  const { kind, key, text, html, files, people, canned } = draft.outgoing;
  return {
    ...draft,
    kind,
    written: { ...draft.written, [kind]: joined({ text, html, files, people, canned }, draft.written[kind]) },
    key: { ...draft.key, [kind]: key },
    outgoing: null,
    setback,
  };
}

const ADDRESS = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]+\.[^\s@<>,;".]{2,}$/;

export const isAddress = (text: string): boolean => ADDRESS.test(text);

/** Who a reply goes to when nothing else is said. */
export function everybody(ticket: { requester: { email: string }; participants: { email: string; role: string }[] }): Addressees {
  const cc = ticket.participants.filter((person) => person.role === "cc").map((person) => person.email);
  return { to: [ticket.requester.email], cc, bcc: [] };
}
