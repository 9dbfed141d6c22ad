import type { TicketView } from "@/api/types";
import type { Change } from "@/features/tickets/changes";

const EVENTS: Partial<Record<Change["kind"], string[]>> = {
  state: ["ticket.state_changed", "ticket.status_changed"],
  status: ["ticket.status_changed", "ticket.state_changed"],
  priority: ["ticket.priority_changed"],
  assignee: ["ticket.assigned"],
  team: ["ticket.team_assigned"],
  category: ["ticket.category_changed"],
  tags: ["ticket.tags_changed"],
  subject: ["ticket.subject_changed"],
  field: ["ticket.field_changed"],
  snooze: ["ticket.snoozed", "ticket.unsnoozed"],
  wake: ["ticket.snoozed", "ticket.unsnoozed"],
};

/** The colleague who last set what a change wanted to set; `null` when it was nobody, or is not known. */
export function lastChanger({ events }: TicketView, change: Change): string | null {
  const types = EVENTS[change.kind] ?? [];
  const last = events.findLast((event) => types.includes(event.type));
  return last?.actor.kind === "user" ? (last.actor.id ?? null) : null;
}
