import type { Ticket, Message } from "@/api/types";
import { createStore } from "@/lib/store";
import type { ServerDraft } from "@/features/drafts/server-drafts";

/** A reply that has been accepted and is held for a moment. */
export interface Undoable {
  number: number;
  label: string;
  messageId: string;
  /** When its mail goes out. */
  until: string;
}

export interface Recalled {
  message: Message;
  ticket: Ticket;
  draft: ServerDraft | null;
}

/** The reply that was sent last, while it can still be called back. */
export const undoable = createStore<Undoable | null>(null);
