import type { Message } from "@/api/types";

/** What others have added to the thread after the message that was the last one when the reply was begun. */
export function unseenSince(messages: Message[], seen: string | null, me: string): Message[] {
  const at = messages.findIndex((message) => message.id === seen);
  return at < 0 ? [] : messages.slice(at + 1).filter((message) => message.author.id !== me);
}
