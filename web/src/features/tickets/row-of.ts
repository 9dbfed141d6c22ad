import type { Row, Ticket } from "@/api/types";

/** What a list shows of a ticket. */
export function rowOf(ticket: Ticket): Row {
  const { label: _label, tags: _tags, participants: _people, allowed_states: _states, last_message_id: _last, ...rest } = ticket;
  const { escalation: _escalation, ...row } = rest;
  return { ...row, requester: { id: ticket.requester.id, name: ticket.requester.name } };
}
