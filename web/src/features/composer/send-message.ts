import { api, dataOf } from "@/api/client";
import type { Message, Ticket } from "@/api/types";
import type { Outgoing } from "@/features/drafts/draft-store";

export function sendMessage(number: number, outgoing: Outgoing, seen: string | null): Promise<{ message: Message; ticket: Ticket }> {
  const { kind, text, key, stateAfter } = outgoing;
  return dataOf(
    api.POST("/v1/tickets/{number}/messages", {
      params: { path: { number: String(number) }, header: { "Idempotency-Key": key } },
      body: {
        kind,
        body: text,
        ...(kind === "reply" && seen ? { last_seen_message_id: seen } : {}),
        ...(stateAfter ? { state_after: stateAfter } : {}),
      },
    }),
  );
}
