/** What an agent can change on a ticket, as data: the optimistic form and the request. */
import { api, dataOf } from "@/api/client";
import type { LinkKind, Priority, Row, State, Ticket } from "@/api/types";
import type { FieldValue } from "./rules";
import { stateCategoryOf } from "./states";

export type Change =
  | { kind: "state"; state: State }
  | { kind: "status"; status_id: string | null; state: State }
  | { kind: "priority"; priority: Priority }
  | { kind: "assignee"; assignee_id: string | null }
  | { kind: "team"; team_id: string | null }
  | { kind: "category"; category_id: string | null }
  | { kind: "subject"; subject: string }
  | { kind: "tags"; tags: string[] }
  | { kind: "field"; key: string; value: FieldValue | null }
  | { kind: "snooze"; until: string | null; until_reply: boolean }
  | { kind: "wake" }
  | { kind: "watch"; on: boolean }
  | { kind: "link"; link: LinkKind; other: number }
  | { kind: "unlink"; other: number }
  | { kind: "acknowledge" };

function toState<T extends Row>(ticket: T, state: State, status_id: string | null, me: string): T {
  const assignee_id = state === "resolved" ? (ticket.assignee_id ?? me) : ticket.assignee_id;
  return { ...ticket, state, status_id, state_category: stateCategoryOf(state), assignee_id };
}

/** What only the whole ticket has; a row has nothing of it to show. */
function onTicket<T extends Row>(row: T, change: (ticket: Ticket) => Partial<Ticket>): T {
  return "watchers" in row ? { ...row, ...change(row as unknown as Ticket) } : row;
}

function withValue(fields: Ticket["fields"], { key, value }: Extract<Change, { kind: "field" }>): Ticket["fields"] {
  const { [key]: _before, ...rest } = fields;
  return value === null ? rest : { ...rest, [key]: value };
}

const without = (links: Ticket["links"], other: number) => links.filter((link) => link.number !== other);

/** The ticket as it is expected to be once the server agrees. The version stays: only the server counts it. */
export function applyChange<T extends Row>(ticket: T, change: Change, me: string): T {
  switch (change.kind) {
    case "state":
      return toState(ticket, change.state, null, me);
    case "status":
      return toState(ticket, change.state, change.status_id, me);
    case "assignee": {
      const state = ticket.state === "new" && change.assignee_id ? "open" : ticket.state;
      return { ...ticket, assignee_id: change.assignee_id, state };
    }
    case "priority":
      return { ...ticket, priority: change.priority };
    case "team":
      return { ...ticket, team_id: change.team_id };
    case "category":
      return { ...ticket, category_id: change.category_id };
    case "subject":
      return { ...ticket, subject: change.subject };
    case "tags":
      return { ...ticket, tags: change.tags };
    case "snooze":
      return { ...ticket, snoozed_until: change.until, snoozed_until_reply: change.until_reply };
    case "wake":
      return { ...ticket, snoozed_until: null, snoozed_until_reply: false };
    case "field":
      return onTicket(ticket, ({ fields }) => ({ fields: withValue(fields, change) }));
    case "watch":
      return onTicket(ticket, ({ watchers }) => ({ watchers: [...watchers.filter((id) => id !== me), ...(change.on ? [me] : [])] }));
    case "link":
      return onTicket(ticket, ({ links }) => ({ links: [...without(links, change.other), { kind: change.link, number: change.other }] }));
    case "unlink":
      return onTicket(ticket, ({ links }) => ({ links: without(links, change.other) }));
    case "acknowledge": {
      const taken = { next_at: null, acknowledged_by: me, acknowledged_at: new Date().toISOString() };
      return onTicket(ticket, ({ escalations }) => ({ escalations: escalations.map((each) => (each.acknowledged_at ? each : { ...each, ...taken })) }));
    }
  }
}

type Patch = Extract<Change, { kind: "state" | "status" | "priority" | "team" | "category" | "subject" | "tags" | "field" }>;

function bodyOf(change: Patch) {
  switch (change.kind) {
    case "state":
      return { state: change.state };
    case "status":
      // Without a status of one's own a state is only itself.
      return change.status_id ? { status_id: change.status_id } : { state: change.state, status_id: null };
    case "priority":
      return { priority: change.priority };
    case "team":
      return { team_id: change.team_id };
    case "category":
      return { category_id: change.category_id };
    case "subject":
      return { subject: change.subject };
    case "tags":
      return { tags: change.tags };
    case "field":
      return { fields: { [change.key]: change.value } };
  }
}

export function sendChange(ticket: Ticket, change: Change): Promise<Ticket> {
  const path = { number: String(ticket.number) };
  const params = { path, header: { "If-Match": `"${ticket.version}"` } };
  switch (change.kind) {
    case "assignee":
      return dataOf(api.PUT("/v1/tickets/{number}/assignment", { params, body: { assignee_id: change.assignee_id } }));
    case "acknowledge":
      return dataOf(api.POST("/v1/tickets/{number}/escalation/acknowledgement", { params }));
    case "snooze":
      return dataOf(api.PUT("/v1/tickets/{number}/snooze", { params, body: { until: change.until, until_reply: change.until_reply } }));
    case "wake":
      return dataOf(api.DELETE("/v1/tickets/{number}/snooze", { params }));
    case "watch":
      return dataOf(change.on ? api.PUT("/v1/tickets/{number}/watch", { params: { path } }) : api.DELETE("/v1/tickets/{number}/watch", { params: { path } }));
    case "link": {
      const to = { ...params, path: { ...path, other: String(change.other) } };
      return dataOf(api.PUT("/v1/tickets/{number}/links/{other}", { params: to, body: { kind: change.link } }));
    }
    case "unlink": {
      const to = { ...params, path: { ...path, other: String(change.other) } };
      return dataOf(api.DELETE("/v1/tickets/{number}/links/{other}", { params: to }));
    }
    default:
      return dataOf(api.PATCH("/v1/tickets/{number}", { params, body: bodyOf(change) }));
  }
}

/** What the server calls the fields that a change sets, when it says which of them somebody else has changed. */
export function fieldsOf(change: Change): string[] {
  switch (change.kind) {
    case "status":
      return ["status_id", "state"];
    case "state":
      return ["state", "status_id"];
    case "assignee":
    case "team":
    case "category":
      return [`${change.kind}_id`];
    case "field":
      return [`fields.${change.key}`];
    default:
      return [change.kind];
  }
}
