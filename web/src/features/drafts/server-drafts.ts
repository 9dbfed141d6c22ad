/** Drafts as the server keeps them: one of each agent and one of the team, per ticket. */
import { request } from "@/api/client";
import { hasCode } from "@/api/problem";
import { isAddress, isEmpty, type Draft, type Kind, type Scope, type Written } from "./draft";

export interface DraftWords {
  kind: Kind;
  html: string | null;
  body: string;
  to: string[];
  cc: string[];
  bcc: string[];
  attachments: { upload_id: string; name: string; media_type: string; size: number }[];
}

export interface ServerDraft extends DraftWords {
  version: number;
  updated_at: string;
  updated_by: string;
}

export type ServerDrafts = Record<Scope, ServerDraft | null>;

const pathOf = (number: number, scope?: Scope) => `/v1/tickets/${number}/drafts${scope ? `/${scope}` : ""}`;

export const fetchDrafts = (number: number): Promise<ServerDrafts> => request("GET", pathOf(number));

/** Refused with `stale_version` when another form than `version` is there. */
export function putDraft(number: number, scope: Scope, words: DraftWords, version: number | null, leaving = false): Promise<ServerDraft> {
  return request("PUT", pathOf(number, scope), { body: { ...words, version }, keepalive: leaving });
}

/** One that is gone already is as good as deleted. */
export async function deleteDraft(number: number, scope: Scope): Promise<void> {
  try {
    await request("DELETE", pathOf(number, scope));
  } catch (error) {
    if (!hasCode(error, "not_found")) throw error;
  }
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
