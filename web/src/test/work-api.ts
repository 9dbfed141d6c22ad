/** What the tests' API can do with tickets as wholes, and the tenant's rules for them. */
import { http, HttpResponse } from "msw";
import type { FieldDefinition, LinkKind, Status, Ticket, TicketSettings } from "@/api/types";
import { NO_RULES } from "@/features/tickets/rules";
import { rowOf } from "@/features/tickets/row-of";
import { find, problem, url, world } from "./api";
import { view } from "./fixtures";

export const rules: TicketSettings = { ...NO_RULES };

export function setRules(more: Partial<TicketSettings>): void {
  Object.assign(rules, more);
}

export const resetRules = (): void => void Object.assign(rules, NO_RULES, { undo_send_seconds: 0 });

export const status = (id: string, more: Partial<Status> = {}): Status => ({
  id,
  state: "pending",
  agent_label: id,
  customer_label: id,
  colour: "violet",
  order: 1,
  roles: [],
  replaced_by: null,
  version: 1,
  ...more,
});

export const field = (key: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  id: `fld_${key}`,
  key,
  label: key,
  type: "text",
  options: [],
  pattern: null,
  required: "never",
  order: 1,
  active: true,
  version: 1,
  ...more,
});

const changed = (ticket: Ticket, more: Partial<Ticket>) => HttpResponse.json(Object.assign(ticket, more, { version: ticket.version + 1 }));

export const workHandlers = [
  http.get(url("/settings/tickets"), () => HttpResponse.json(rules)),
  http.get(url("/tags"), ({ request }) => {
    const prefix = new URL(request.url).searchParams.get("prefix") ?? "";
    const all = [...new Set(world.tickets.flatMap(({ ticket }) => ticket.tags))].sort();
    return HttpResponse.json({ items: all.filter((tag) => tag.startsWith(prefix)) });
  }),
  http.get(url("/tickets/:number/related"), ({ params }) => {
    const { links, merged, merged_into, split_from, follow_up_of } = find(params.number).ticket;
    const named = [...links.map((link) => link.number), ...merged, merged_into, split_from, follow_up_of];
    return HttpResponse.json({ items: world.tickets.map(({ ticket }) => rowOf(ticket)).filter((row) => named.includes(row.number)) });
  }),
  http.put(url("/tickets/:number/snooze"), async ({ request, params }) => {
    const { until, until_reply } = (await request.json()) as { until: string | null; until_reply: boolean };
    return changed(find(params.number).ticket, { snoozed_until: until, snoozed_until_reply: until_reply });
  }),
  http.delete(url("/tickets/:number/snooze"), ({ params }) => changed(find(params.number).ticket, { snoozed_until: null, snoozed_until_reply: false })),
  http.put(url("/tickets/:number/watch"), ({ params }) => changed(find(params.number).ticket, { watchers: ["usr_maya"] })),
  http.delete(url("/tickets/:number/watch"), ({ params }) => changed(find(params.number).ticket, { watchers: [] })),
  http.put(url("/tickets/:number/links/:other"), async ({ request, params }) => {
    const { kind } = (await request.json()) as { kind: LinkKind };
    const { ticket } = find(params.number);
    return changed(ticket, { links: [...ticket.links, { kind, number: Number(params.other) }] });
  }),
  http.delete(url("/tickets/:number/links/:other"), ({ params }) => {
    const { ticket } = find(params.number);
    return changed(ticket, { links: ticket.links.filter((link) => link.number !== Number(params.other)) });
  }),
  http.post(url("/tickets/:number/merge"), async ({ request, params }) => {
    const { into } = (await request.json()) as { into: number };
    const { ticket } = find(params.number);
    if (ticket.merged_into !== null) return problem(409, "conflict");
    Object.assign(ticket, { merged_into: into, state: "closed", state_category: "terminal", allowed_states: [], version: ticket.version + 1 });
    return changed(find(into).ticket, { merged: [ticket.number] });
  }),
  http.delete(url("/tickets/:number/merge"), ({ params }) =>
    changed(find(params.number).ticket, { merged_into: null, state: "open", state_category: "open", allowed_states: ["pending", "on_hold", "resolved", "spam"] }),
  ),
  http.post(url("/tickets/:number/split"), async ({ request, params }) => {
    const { message_ids, subject } = (await request.json()) as { message_ids: string[]; subject: string };
    const from = find(params.number);
    const made = view(90, { subject, split_from: from.ticket.number }, from.messages.filter(({ id }) => message_ids.includes(id)));
    world.tickets.push(made);
    return HttpResponse.json(made, { status: 201 });
  }),
];
