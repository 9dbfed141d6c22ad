/**
 * What an agent has written and not yet sent, per person and ticket, kept in the browser until it is sent or they sign
 * out. A text on its way is kept too: after a reload it is a draft again, with the same idempotency key, so sending it
 * once more cannot make two messages of it.
 */
import { randomKey } from "@/lib/random-key";
import { readStored, storedKeys, writeStored } from "@/lib/storage";
import { createStore } from "@/lib/store";
import type { State } from "@/api/types";

export type Kind = "reply" | "note";

export interface Outgoing {
  kind: Kind;
  text: string;
  key: string;
  stateAfter: State | null;
  at: string;
}

/** Why the last try did not go through. Not kept over a reload. */
export type Setback = { kind: Kind; stale: boolean; reason: string };

export interface Draft {
  kind: Kind;
  text: Record<Kind, string>;
  key: Record<Kind, string | null>;
  /** The newest message on screen when the reply was begun. What came after it is pointed out before sending. */
  seen: string | null;
  outgoing: Outgoing | null;
  setback: Setback | null;
  saved: boolean;
}

export interface DraftPlace {
  tenant: string;
  user: string;
  number: number;
}

const PREFIX = "draft:";
const EMPTY: Draft = {
  kind: "reply",
  text: { reply: "", note: "" },
  key: { reply: null, note: null },
  seen: null,
  outgoing: null,
  setback: null,
  saved: true,
};

export const drafts = createStore<Record<string, Draft>>({});

const nameOf = ({ tenant, user, number }: DraftPlace) => `${PREFIX}${tenant}:${user}:${number}`;

function stored(name: string): Draft {
  try {
    const draft = { ...EMPTY, ...(JSON.parse(readStored(name) ?? "{}") as Partial<Draft>) };
    return draft.outgoing ? returned(draft, null) : draft;
  } catch {
    return EMPTY;
  }
}

/** The text on its way becomes the draft again, before whatever has been written since. */
function returned(draft: Draft, setback: Setback | null): Draft {
  if (!draft.outgoing) return { ...draft, setback };
  const { kind, text, key } = draft.outgoing;
  const since = draft.text[kind];
  return {
    ...draft,
    kind,
    text: { ...draft.text, [kind]: since ? `${text}\n\n${since}` : text },
    key: { ...draft.key, [kind]: key },
    outgoing: null,
    setback,
  };
}

export function readDraft(place: DraftPlace): Draft {
  const name = nameOf(place);
  const known = drafts.get()[name];
  if (known) return known;
  const draft = stored(name);
  // Remembered without telling anybody: reading while drawing must not cause another drawing.
  drafts.get()[name] = draft;
  return draft;
}

function write(place: DraftPlace, draft: Draft): void {
  const name = nameOf(place);
  const { setback: _setback, saved: _saved, ...kept } = draft;
  const empty = !draft.text.reply && !draft.text.note && !draft.outgoing;
  const saved = writeStored(name, empty ? null : JSON.stringify(kept));
  drafts.set({ ...drafts.get(), [name]: { ...draft, saved } });
}

function change(place: DraftPlace, step: (draft: Draft) => Draft): void {
  write(place, step(readDraft(place)));
}

export function selectKind(place: DraftPlace, kind: Kind): void {
  change(place, (draft) => ({ ...draft, kind }));
}

/** `newest` is the last message on screen: it is pinned when a reply begins, and let go when the text is empty. */
export function editDraft(place: DraftPlace, kind: Kind, text: string, newest: string): void {
  change(place, (draft) => {
    const begins = kind === "reply" && !draft.text.reply;
    const seen = kind === "reply" && !text ? null : begins ? newest : draft.seen;
    return { ...draft, text: { ...draft.text, [kind]: text }, seen };
  });
}

export function markRead(place: DraftPlace, newest: string): void {
  change(place, (draft) => ({ ...draft, seen: newest, setback: null }));
}

/** Takes the text out of the composer and returns it with the draft's own key. */
export function beginSending(place: DraftPlace, stateAfter: State | null, at: string): Outgoing {
  const { kind, text, key } = readDraft(place);
  const outgoing: Outgoing = { kind, text: text[kind], key: key[kind] ?? randomKey(), stateAfter, at };
  change(place, (draft) => ({ ...draft, text: { ...draft.text, [kind]: "" }, outgoing, setback: null }));
  return outgoing;
}

/** Sent: the next text is another message. `before` and `after` are the thread's last messages around it. */
export function finishSending(place: DraftPlace, kind: Kind, before: string | null, after: string): void {
  change(place, (draft) => {
    const seen = !draft.text.reply ? null : draft.seen === before ? after : draft.seen;
    return { ...draft, outgoing: null, setback: null, seen, key: { ...draft.key, [kind]: null } };
  });
}

export function takeBack(place: DraftPlace, setback: Setback, newKey: boolean): void {
  change(place, (draft) => {
    const back = returned(draft, setback);
    return newKey ? { ...back, key: { ...back.key, [setback.kind]: null } } : back;
  });
}

/** Sign-out: nothing written stays behind. With a person given, only that person's drafts stay. */
export function wipeDrafts(except?: { tenant: string; user: string }): void {
  const mine = except ? `${PREFIX}${except.tenant}:${except.user}:` : null;
  const isMine = (name: string) => mine !== null && name.startsWith(mine);
  for (const name of storedKeys(PREFIX)) if (!isMine(name)) writeStored(name, null);
  drafts.set(Object.fromEntries(Object.entries(drafts.get()).filter(([name]) => isMine(name))));
}
