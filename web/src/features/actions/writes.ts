import type { ActionId } from "./catalog";

const WRITES: ReadonlySet<ActionId> = new Set<ActionId>([
  ...(["reply", "note", "assign", "assign_me", "resolve", "snooze", "wake", "state", "priority", "tags", "category", "team"] as const),
  ...(["watch", "merge", "split", "link", "spam", "escalate", "acknowledge", "attach", "send", "send_resolve", "send_pending", "undo_send", "new_ticket"] as const),
]);

/** Whether an action changes something: those are not offered to who looks as somebody else. */
export const writes = (id: ActionId): boolean => WRITES.has(id);
