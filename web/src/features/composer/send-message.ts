import { api, dataOf } from "@/api/client";
import type { MessageCreated } from "@/api/types";
import type { Outgoing, Scope } from "@/features/drafts/draft";
import { htmlToSend } from "@/features/drafts/server-drafts";

interface How {
  /** The newest message its author has seen. */
  seen: string | null;
  /** For so long the mail of a reply is held and can be called back. */
  undoSeconds: number;
  /** The draft that is done with it. */
  draft: Scope | null;
}

export function sendMessage(number: number, outgoing: Outgoing, { seen, undoSeconds, draft }: How): Promise<MessageCreated> {
  const { kind, text, key, stateAfter, sendAt, people, files, canned } = outgoing;
  const html = htmlToSend(outgoing);
  const attachments = files.flatMap(({ uploadId }) => uploadId ?? []);
  const reply = kind === "reply";
  const body = {
    kind,
    ...(html === null ? { body: text } : { html }),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(canned.length > 0 ? { canned_response_ids: canned } : {}),
    ...(reply && people ? people : {}),
    ...(reply && seen ? { last_seen_message_id: seen } : {}),
    ...(reply && sendAt ? { send_at: sendAt } : {}),
    ...(reply && !sendAt && undoSeconds > 0 ? { undo_seconds: undoSeconds } : {}),
    ...(stateAfter ? { state_after: stateAfter } : {}),
    ...(draft ? { draft } : {}),
  };
  const params = { path: { number: String(number) }, header: { "Idempotency-Key": key } };
  return dataOf(api.POST("/v1/tickets/{number}/messages", { params, body }));
}
