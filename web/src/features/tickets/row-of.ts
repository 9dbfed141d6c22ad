import type { Row, Ticket } from "@/api/types";

/** What a list shows of a ticket. */
export function rowOf(ticket: Ticket): Row {
  const { label: _label, participants: _people, allowed_states: _states, last_message_id: _last, ...rest } = ticket;
  const { escalation: _escalation, scheduled: _scheduled, ...more } = rest;
  const { resolved_at: _resolved, closed_at: _closed, closes_at: _closes, links: _links, watchers: _watchers, ...some } = more;
  const { follow_up_of: _follow, split_from: _split, merged: _merged, ...row } = some;
  return { ...row, requester: { id: ticket.requester.id, name: ticket.requester.name } };
}
