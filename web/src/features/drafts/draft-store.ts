/**
 * What an agent has written and not yet sent, per person and ticket, kept in the browser until it is sent or they sign
 * out. A text on its way is kept too: after a reload it is a draft again, with the same idempotency key, so sending it
 * once more cannot make two messages of it. The server's copy of it is `draft-sync`'s.
 */
import { randomKey } from "@/lib/random-key";
import { readStored, storedKeys, writeStored } from "@/lib/storage";
import { createStore } from "@/lib/store";
import type { State } from "@/api/types";
import { EMPTY, isBlank, isEmpty, joined, NOTHING, returned, type Draft, type Kind, type Outgoing, type Setback, type Synced, type Written } from "./draft";

export interface DraftPlace {
  tenant: string;
  user: string;
  number: number;
}

const PREFIX = "draft:";

export const drafts = createStore<Record<string, Draft>>({});

export const nameOf = ({ tenant, user, number }: DraftPlace) => `${PREFIX}${tenant}:${user}:${number}`;

/** Drafts were once words alone. */
type Older = Partial<Draft> & { text?: Record<Kind, string> };

function stored(name: string): Draft {
  try {
    const { text, ...kept } = JSON.parse(readStored(name) ?? "{}") as Older;
    const before = text && { reply: { ...NOTHING, text: text.reply }, note: { ...NOTHING, text: text.note } };
    const draft: Draft = { ...EMPTY, ...kept, written: kept.written ?? before ?? EMPTY.written };
    return draft.outgoing ? returned(draft, null) : draft;
  } catch {
    return EMPTY;
  }
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
  const keeps = !isBlank(draft) || draft.synced !== null;
  const saved = writeStored(name, keeps ? JSON.stringify(kept) : null);
  drafts.set({ ...drafts.get(), [name]: { ...draft, saved } });
}

function change(place: DraftPlace, step: (draft: Draft) => Draft): void {
  write(place, step(readDraft(place)));
}

export function selectKind(place: DraftPlace, kind: Kind): void {
  change(place, (draft) => ({ ...draft, kind }));
}

/** `newest` is the last message on screen: it is pinned when a reply begins, and let go when nothing is left of it. */
export function editDraft(place: DraftPlace, kind: Kind, what: Partial<Written>, newest: string): void {
  change(place, (draft) => {
    const written = { ...draft.written[kind], ...what };
    const begins = kind === "reply" && isEmpty(draft.written.reply);
    const seen = kind === "reply" && isEmpty(written) ? null : begins ? newest : draft.seen;
    return { ...draft, written: { ...draft.written, [kind]: written }, seen };
  });
}

/** Changes the files of a message while it is written, from the newest form of it. */
export function editFiles(place: DraftPlace, kind: Kind, newest: string, step: (files: Written["files"]) => Written["files"]): void {
  editDraft(place, kind, { files: step(readDraft(place).written[kind].files) }, newest);
}

export function markRead(place: DraftPlace, newest: string): void {
  change(place, (draft) => ({ ...draft, seen: newest, setback: null }));
}

export function markSynced(place: DraftPlace, synced: Synced | null): void {
  change(place, (draft) => ({ ...draft, synced }));
}

/** Words from elsewhere (another device, a colleague, a recalled message) become the draft. */
export function takeWords(place: DraftPlace, kind: Kind, words: Written, how: "instead" | "below" | "above", newest: string): void {
  change(place, (draft) => {
    const own = draft.written[kind];
    const written = how === "instead" ? words : how === "below" ? joined(own, words) : joined(words, own);
    // Nobody is taken away from what they are writing.
    const shown = isEmpty(draft.written[draft.kind]) ? kind : draft.kind;
    return { ...draft, kind: shown, written: { ...draft.written, [kind]: written }, seen: kind === "reply" ? (draft.seen ?? newest) : draft.seen };
  });
}

export interface HowToSend {
  stateAfter: State | null;
  sendAt?: string | null;
}

/** Takes the text out of the composer and returns it with the draft's own key. */
export function beginSending(place: DraftPlace, { stateAfter, sendAt = null }: HowToSend, at: string): Outgoing {
  const { kind, written, key } = readDraft(place);
  const outgoing: Outgoing = { ...written[kind], kind, key: key[kind] ?? randomKey(), stateAfter, sendAt, at };
  change(place, (draft) => ({ ...draft, written: { ...draft.written, [kind]: NOTHING }, outgoing, setback: null }));
  return outgoing;
}

/**
 * Sent: the next text is another message. `before` and `after` are the thread's last messages around it; `gone`: the
 * server's draft went with it.
 */
export function finishSending(place: DraftPlace, kind: Kind, before: string | null, after: string, gone = false): void {
  change(place, (draft) => {
    const seen = isEmpty(draft.written.reply) ? null : draft.seen === before ? after : draft.seen;
    return { ...draft, outgoing: null, setback: null, seen, key: { ...draft.key, [kind]: null }, synced: gone ? null : draft.synced };
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
