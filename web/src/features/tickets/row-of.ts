import type { Row, Ticket } from "@/api/types";

/** What a list shows of a ticket. */
export function rowOf(ticket: Ticket): Row {
  const { label: _label, participants: _people, allowed_states: _states, last_message_id: _last, clocks: _clocks, escalations: _escalations, ...rest } = ticket;
  const { fields: _fields, links: _links, watchers: _watchers, follow_up_of: _follow, split_from: _split, merged: _merged, ...more } = rest;
  const { scheduled: _scheduled, resolved_at: _resolved, closed_at: _closed, closes_at: _closes, ...row } = more;
  return { ...row, requester: { id: ticket.requester.id, name: ticket.requester.name } };
}
