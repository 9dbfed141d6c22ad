/** What an agent can change on a ticket, as data: the optimistic form and the request. */
import { api, dataOf } from "@/api/client";
import type { Priority, Row, State, Ticket } from "@/api/types";
import { stateCategoryOf } from "./states";

export type Change =
  | { kind: "state"; state: State }
  | { kind: "priority"; priority: Priority }
  | { kind: "assignee"; assignee_id: string | null }
  | { kind: "acknowledge" };

/** The ticket as it is expected to be once the server agrees. The version stays: only the server counts it. */
export function applyChange<T extends Row>(ticket: T, change: Change, me: string): T {
  switch (change.kind) {
    case "priority":
      return { ...ticket, priority: change.priority };
    case "assignee": {
      const state = ticket.state === "new" && change.assignee_id ? "open" : ticket.state;
      return { ...ticket, assignee_id: change.assignee_id, state };
    }
    case "acknowledge": {
      // A row has nothing of it to show.
      if (!("escalation" in ticket) || !ticket.escalation) return ticket;
      const taken = { acknowledged_by: me, acknowledged_at: new Date().toISOString() };
      return { ...ticket, escalation: { ...ticket.escalation, ...taken } };
    }
    case "state": {
      const assignee_id = change.state === "resolved" ? (ticket.assignee_id ?? me) : ticket.assignee_id;
      return { ...ticket, state: change.state, state_category: stateCategoryOf(change.state), assignee_id };
    }
  }
}

export function sendChange(ticket: Ticket, change: Change): Promise<Ticket> {
  const params = { path: { number: String(ticket.number) }, header: { "If-Match": `"${ticket.version}"` } };
  if (change.kind === "assignee") {
    const body = { assignee_id: change.assignee_id };
    return dataOf(api.PUT("/v1/tickets/{number}/assignment", { params, body }));
  }
  if (change.kind === "acknowledge") return dataOf(api.POST("/v1/tickets/{number}/escalation/acknowledgement", { params }));
  const body = change.kind === "state" ? { state: change.state } : { priority: change.priority };
  return dataOf(api.PATCH("/v1/tickets/{number}", { params, body }));
}
