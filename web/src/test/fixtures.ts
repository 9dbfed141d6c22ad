import type { Grants, Message, Permission, Session, Ticket, TicketView, TimelineEvent, User } from "@/api/types";

export const MAYA: User = { id: "usr_maya", name: "Maya Keller", email: "maya@northwind.example", role: "agent", teams: [], active: true, state: "active", until: null };
export const JONAS: User = { ...MAYA, id: "usr_jonas", name: "Jonas Lind", email: "jonas@northwind.example", role: "admin" };
const ADA = { id: "cus_ada", name: "Ada Okafor", email: "ada@harbourbooks.example" };

const AGENT: Permission[] = ["escalations.acknowledge", "notifications.read", "notifications.write", "profile.read", "tickets.read", "tickets.write", "users.read"];
const ADMIN: Permission[] = [...AGENT, "api_keys.write", "audit.read", "inbound.write", "reports.read", "roles.write", "settings.write", "tenant.write", "users.view_as", "users.write"];

/** What the built-in roles let somebody do. */
export const grantsOf = ({ role }: User): Grants =>
  role === "agent" ? { role_name: "Agent", permissions: AGENT, reach: "all" } : { role_name: "Admin", permissions: ADMIN, reach: "all" };

export function session(token = "token-1", seconds = 3600, user = MAYA): Session {
  return {
    id: "ses_1",
    id_token: token,
    expires_at: new Date(Date.now() + seconds * 1000).toISOString(),
    user,
    grants: grantsOf(user),
    tenant: {
      id: "tnt_northwind",
      name: "Northwind",
      slug: "northwind",
      ticket_label: "TKT-",
      zone: "Europe/Lisbon",
      locale: "en",
      mailboxes: ["support@northwind.example"],
      mfa_required: false,
      welcome: "done",
    },
  };
}

export function message(id: string, fields: Partial<Message> = {}): Message {
  return {
    id,
    number: 1,
    kind: "customer",
    author: { kind: "customer", id: ADA.id, name: ADA.name },
    body_text: "Where is my invoice?",
    quoted_from: null,
    truncated: false,
    created_at: "2026-11-22T09:00:00.000Z",
    channel: "mail",
    authenticated: true,
    mail_class: "human",
    attachments: [],
    send_state: null,
    send_error: null,
    to: [],
    cc: [],
    bcc: [],
    send_after: null,
    html: null,
    has_html: false,
    meant_for: null,
    ...fields,
  };
}

export function reply(id: string, fields: Partial<Message> = {}): Message {
  const author = { kind: "user" as const, id: MAYA.id, name: MAYA.name };
  return message(id, { kind: "reply", author, authenticated: null, mail_class: null, send_state: "queued", ...fields });
}

export function event(id: string, type: string, data: Record<string, unknown>, fields: Partial<TimelineEvent> = {}): TimelineEvent {
  return { id, type, at: "2026-11-22T09:05:00.000Z", actor: { kind: "user", id: JONAS.id }, cause: { door: "http" }, data, ...fields };
}

export function ticket(number: number, fields: Partial<Ticket> = {}): Ticket {
  return {
    number,
    label: `TKT-${String(number).padStart(4, "0")}`,
    subject: `Question ${number}`,
    state: "open",
    state_category: "open",
    priority: "normal",
    assignee_id: MAYA.id,
    team_id: null,
    requester: ADA,
    participants: [{ ...ADA, role: "requester" }],
    allowed_states: ["pending", "on_hold", "resolved", "spam"],
    created_at: "2026-11-22T09:00:00.000Z",
    updated_at: "2026-11-22T09:00:00.000Z",
    last_message_at: "2026-11-22T09:00:00.000Z",
    last_message_by: "customer",
    last_message_id: "msg_1",
    message_count: 1,
    version: 3,
    channel: "mail",
    unauthenticated: false,
    sla: null,
    escalation_level: 0,
    clocks: [],
    escalations: [],
    status_id: null,
    category_id: null,
    tags: [],
    snoozed_until: null,
    snoozed_until_reply: false,
    organisation_id: null,
    tier: null,
    merged_into: null,
    resolved_at: null,
    closed_at: null,
    closes_at: null,
    scheduled: [],
    fields: {},
    links: [],
    watchers: [],
    follow_up_of: null,
    split_from: null,
    merged: [],
    ...fields,
  };
}

export function view(number: number, fields: Partial<Ticket> = {}, messages = [message("msg_1")]): TicketView {
  return {
    ticket: ticket(number, { last_message_id: messages.at(-1)?.id, ...fields }),
    messages,
    events: [],
    complete: true,
  };
}
