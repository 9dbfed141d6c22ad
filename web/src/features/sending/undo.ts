import { createStore } from "@/lib/store";

/** A reply that has been accepted and is held for a moment. */
export interface Undoable {
  number: number;
  label: string;
  messageId: string;
  /** When its mail goes out. */
  until: string;
}

/** The reply that was sent last, while it can still be called back. */
export const undoable = createStore<Undoable | null>(null);
