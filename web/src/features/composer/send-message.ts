import { request } from "@/api/client";
import type { Message, Ticket } from "@/api/types";
import type { Outgoing } from "@/features/drafts/draft";
import { htmlToSend } from "@/features/drafts/server-drafts";

export interface Sent {
  message: Message;
  ticket: Ticket;
}

/** `undoSeconds`: for so long the mail of a reply is held and can be called back. */
export function sendMessage(number: number, outgoing: Outgoing, seen: string | null, undoSeconds: number): Promise<Sent> {
  const { kind, text, key, stateAfter, sendAt, people, files, canned } = outgoing;
  const html = htmlToSend(outgoing);
  const attachments = files.flatMap(({ uploadId }) => uploadId ?? []);
  const reply = kind === "reply";
  return request("POST", `/v1/tickets/${number}/messages`, {
    headers: { "Idempotency-Key": key },
    body: {
      kind,
      ...(html === null ? { body: text } : { html }),
      ...(attachments.length > 0 ? { attachments } : {}),
      ...(canned.length > 0 ? { canned_response_ids: canned } : {}),
      ...(reply && people ? people : {}),
      ...(reply && seen ? { last_seen_message_id: seen } : {}),
      ...(reply && sendAt ? { send_at: sendAt } : {}),
      ...(reply && !sendAt && undoSeconds > 0 ? { undo_seconds: undoSeconds } : {}),
      ...(stateAfter ? { state_after: stateAfter } : {}),
    },
  });
}
