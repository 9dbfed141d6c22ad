/** Drafts as the server keeps them: one of each agent and one of the team, per ticket. */
import { api, dataOf } from "@/api/client";
import type { Draft as DraftWire, Drafts, NewDraft } from "@/api/types";
import { isAddress, isEmpty, type Draft, type Kind, type Scope, type Written } from "./draft";

export type DraftWords = Omit<ServerDraft, "version" | "updated_at" | "updated_by">;
/** One of the kinds that are written here. */
export type ServerDraft = Omit<DraftWire, "kind"> & { kind: NewDraft["kind"] };
export type ServerDrafts = Record<Scope, ServerDraft | null>;

export const asDraft = (draft: DraftWire): ServerDraft => ({ ...draft, kind: draft.kind === "note" ? "note" : "reply" });

const pathOf = (number: number, whose: Scope) => ({ path: { number: String(number), whose } });

export async function fetchDrafts(number: number): Promise<ServerDrafts> {
  const { mine, shared }: Drafts = await dataOf(api.GET("/v1/tickets/{number}/drafts", { params: { path: { number: String(number) } } }));
  return { mine: mine && asDraft(mine), shared: shared && asDraft(shared) };
}

/** Refused with `stale_version` when another form than `version` is there. */
export async function putDraft(number: number, scope: Scope, words: DraftWords, version: number | null, leaving = false): Promise<ServerDraft> {
  const call = { params: pathOf(number, scope), body: { ...words, version }, keepalive: leaving };
  return asDraft(await dataOf(api.PUT("/v1/tickets/{number}/drafts/{whose}", call)));
}

export async function deleteDraft(number: number, scope: Scope): Promise<void> {
  await dataOf(api.DELETE("/v1/tickets/{number}/drafts/{whose}", { params: pathOf(number, scope) }));
}

/** Pictures in the text by the server's names of them. */
export function htmlToSend({ html, files }: Written): string | null {
  return files.reduce((now, { id, uploadId }) => (uploadId ? (now?.replaceAll(`cid:${id}`, `cid:${uploadId}`) ?? null) : now), html);
}

export function wordsOf(kind: Kind, written: Written): DraftWords {
  const attachments = written.files.flatMap(({ uploadId, name, mediaType, size }) =>
    uploadId ? [{ upload_id: uploadId, name, media_type: mediaType, size }] : [],
  );
  const { to = [], cc = [], bcc = [] } = written.people ?? {};
  // The server takes addresses only; what is not yet one stays in the browser.
  const [known, copied, hidden] = [to, cc, bcc].map((list) => list.filter(isAddress));
  return { kind, html: htmlToSend(written), body: written.text, to: known ?? [], cc: copied ?? [], bcc: hidden ?? [], attachments };
}

/** The same, as it stands in the composer. */
export function writtenOf({ html, body, to, cc, bcc, attachments }: DraftWords): Written {
  const files = attachments.map(({ upload_id, name, media_type, size }) => ({
    id: upload_id,
    uploadId: upload_id,
    name,
    mediaType: media_type,
    size,
    inline: html?.includes(`cid:${upload_id}`) ?? false,
  }));
  const people = to.length + cc.length + bcc.length > 0 ? { to, cc, bcc } : null;
  return { text: body, html, files, people, canned: [] };
}

/** The part of a draft that the server keeps: what is being written, else what has been. */
export function kindToKeep({ kind, written }: Draft): Kind | null {
  const other = kind === "reply" ? "note" : "reply";
  return [kind, other].find((each): each is Kind => !isEmpty(written[each as Kind])) ?? null;
}

/** Tells whether words are the same without keeping them twice. */
export function printOf(words: DraftWords): string {
  let hash = 0x811c9dc5;
  for (const char of JSON.stringify(words)) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(36);
}
