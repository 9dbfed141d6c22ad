import { useState } from "react";
import type { Message } from "@/api/types";
import type { Outgoing } from "@/features/drafts/draft";

/**
 * The thread without the reader's own messages that came since one was sent: until the server's answer that text stands
 * there as "on its way", and a frame that is faster than the answer would show it twice.
 */
export function useHeldBack(messages: Message[], outgoing: Outgoing | null, me: string): Message[] {
  const [before, setBefore] = useState<{ key: string; ids: Set<string> } | null>(null);
  const key = outgoing?.key ?? null;
  if (key !== (before?.key ?? null)) setBefore(key === null ? null : { key, ids: new Set(messages.map((message) => message.id)) });
  if (!before || key === null) return messages;
  return messages.filter((message) => message.author.id !== me || before.ids.has(message.id));
}
