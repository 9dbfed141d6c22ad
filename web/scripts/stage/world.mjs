// A small world to look at: two people of a team, some customers, tickets in every state of their clocks.
import { bare } from "./rules.mjs";

const MINUTE = 60_000;
const CATEGORY = { new: "open", open: "open", reopened: "open", pending: "paused", on_hold: "paused", resolved: "resolved", closed: "terminal", spam: "terminal" };
const ACTIVE = ["pending", "on_hold", "resolved", "spam"];
const ALLOWED = { new: ["open", ...ACTIVE], open: ACTIVE, reopened: ACTIVE, pending: ["open", "on_hold", "resolved", "spam"], on_hold: ["open", "pending", "resolved", "spam"], resolved: ["reopened", "spam"], closed: [], spam: [] };
const TARGET = { urgent: 60, high: 240, normal: 480, low: 1440 };

export const tenant = { id: "tnt_northwind", name: "Northwind", slug: "northwind", ticket_label: "TKT-", zone: "Europe/Lisbon", locale: "en", mailboxes: ["support@northwind.example"] };
const user = (id, name, role) => ({ id, name, email: `${id.slice(4)}@northwind.example`, role, teams: [], active: true });
export const me = user("usr_maya", "Maya Keller", "agent");
export const users = [me, user("usr_jonas", "Jonas Lind", "admin"), user("usr_ines", "Inês Duarte", "manager"), user("usr_amara", "Amara Obi", "agent"), user("usr_dmitri", "Dmitri Volkov", "agent")];

/** Minutes before `now`, as the API writes times. */
const at = (now, minutes) => new Date(now - minutes * MINUTE).toISOString();
let ids = 0;
const id = (prefix) => `${prefix}_${String((ids += 1)).padStart(8, "0")}`;
const person = (name) => ({ id: `cus_${name}`, name, email: `${name.split(" ")[0].toLowerCase().normalize("NFD").replace(/\P{ASCII}/gu, "")}@example.net` });

export function message(kind, by, text, created_at, more = {}) {
  const customer = kind === "customer";
  const author = { kind: customer ? "customer" : "user", id: by.id, name: by.name };
  const base = { quoted_from: null, truncated: false, channel: "mail", attachments: [], send_error: null, to: [], cc: [], bcc: [], send_after: null, html: null, has_html: false, meant_for: null };
  return { id: id("msg"), kind, author, body_text: text, created_at, authenticated: customer ? true : null, mail_class: customer ? "human" : null, send_state: kind === "reply" ? "sent" : null, ...base, ...more };
}

export const event = (type, when, actor, data) => ({ id: id("evt"), type, at: when, actor, cause: { door: "http" }, data });

/** The clock of a ticket that began so long ago; `answered` is when it was, if it was. */
function clockOf(now, started, priority, answered) {
  const due = started - TARGET[priority];
  const late = answered === null ? due > 0 : answered < due;
  const warned = answered === null && started - TARGET[priority] * 0.75 > 0;
  const state = late ? "breached" : answered !== null ? "met" : warned ? "warned" : "running";
  return { metric: "first_response", due_at: at(now, due), warn_at: at(now, started - TARGET[priority] * 0.75), state, paused_at: null, answered_at: answered === null ? null : at(now, answered) };
}

export function touch(view, now) {
  const { ticket } = view;
  Object.assign(ticket, { version: ticket.version + 1, updated_at: at(now, 0), state_category: CATEGORY[ticket.state], allowed_states: ALLOWED[ticket.state] });
}

export function makeTicket(now, number, { who, subject, state = "open", priority = "normal", assignee = null, started, answered = null, messages, events = [], level = 0, clock = true, ...more }) {
  const requester = person(who);
  const said = messages ?? [message("customer", requester, `Hello,\n\n${subject}. Can you help?\n\nThanks\n${who}`, at(now, started))];
  const last = said.at(-1);
  const running = clock && CATEGORY[state] === "open";
  const sla = running ? clockOf(now, started, priority, answered) : null;
  const ticket = {
    number, label: `TKT-${String(number).padStart(4, "0")}`, subject, state, state_category: CATEGORY[state], priority, assignee_id: assignee, team_id: null, requester,
    created_at: at(now, started), updated_at: last.created_at, last_message_at: last.created_at, last_message_by: last.author.kind === "user" ? "agent" : "customer", last_message_id: last.id,
    message_count: said.length, version: 3, channel: "mail", unauthenticated: false, ...bare, participants: [{ ...requester, role: "requester" }], allowed_states: ALLOWED[state],
    sla, clocks: sla ? [sla] : [], escalation_level: level, escalations: level ? [{ metric: "first_response", breach_at: sla.due_at, level, next_at: null, acknowledged_by: null, acknowledged_at: null }] : [], ...more,
  };
  const opened = event("ticket.created", at(now, started), { kind: "customer", id: requester.id }, { channel: "mail" });
  const begun = sla ? [event("sla.clock_started", at(now, started), { kind: "system", id: null }, { metric: sla.metric, due_at: sla.due_at, target_seconds: TARGET[priority] * 60 })] : [];
  return { ticket, messages: said, events: [opened, ...begun, ...events], complete: true };
}

const QUEUE = [
  { who: "Elif Demir", subject: "Checkout returns 502 since this morning", state: "open", priority: "urgent", started: 78, level: 2 },
  null,
  { who: "Tomás Rivera", subject: "Re: Where is my parcel?", priority: "normal", started: 428 },
  { who: "Yuki Tanaka", subject: "Add three seats to our plan", priority: "normal", started: 350, category_id: "cat_account", tags: ["seats"] },
  { who: "Noor van Dijk", subject: "Change of delivery address for order 88-1204", priority: "low", started: 1215, state: "reopened" },
  { who: "Priya Nair", subject: "Export contains yesterday twice", priority: "low", started: 1530, answered: 1400 },
  { who: "Lena Fischer", subject: "SSO login loops on Safari 19", priority: "high", started: 96 },
  { who: "Amir Haddad", subject: "Return label shows the wrong address", state: "pending", started: 300, status_id: "sta_call" },
  { who: "Ines Costa", subject: "Supplier to confirm restock date", state: "on_hold", priority: "low", started: 2900, status_id: "sta_parts", snoozed_until: new Date(Date.now() + 40 * 3_600_000).toISOString(), snoozed_until_reply: true },
  { who: "Sam Whitaker", subject: "Gift card balance question", state: "resolved", priority: "low", started: 1900 },
];

function adas(now, number) {
  const ada = person("Ada Okafor");
  const text = "Hello, I changed our card on Monday and this morning we see invoice 2041 twice on the statement, 148.00 € each. Could you look into it and refund one?\n";
  const messages = [
    message("customer", ada, `${text}\nOn 18 Nov 2026, Northwind <support@northwind.example> wrote:\n> Your card was updated.`, at(now, 206), { quoted_from: text.length, attachments: [{ index: 0, name: "statement-nov.pdf", media_type: "application/pdf", size: 84_211 }] }),
    message("note", users[1], "@Maya the second charge is a retry that the bank confirmed late. Refund is safe, order 2041 only.", at(now, 197)),
  ];
  const jonas = { kind: "user", id: "usr_jonas" };
  const events = [event("ticket.assigned", at(now, 205), jonas, { before: null, after: me.id }), event("ticket.priority_changed", at(now, 204.5), jonas, { before: "normal", after: "high" }), event("sla.target_warned", at(now, 26), { kind: "system", id: null }, { metric: "first_response", due_at: at(now, -34) })];
  return makeTicket(now, number, { who: ada.name, subject: "Invoice 2041 charged twice after card update", priority: "high", assignee: me.id, started: 206, messages, events, tags: ["billing", "duplicate"], category_id: "cat_refunds", team_id: "team_pay", watchers: ["usr_jonas"], fields: { reason: "charged_twice", amount: 148, parts: ["checkout", "invoices"] }, links: [{ kind: "duplicated_by", number: 1188 }, { kind: "related", number: 1192 }], follow_up_of: 1195 });
}

/** `many` adds plain tickets that nobody has yet. */
export function makeWorld(many = 60) {
  ids = 0;
  const now = Date.now();
  const views = QUEUE.map((seed, index) => (seed ? makeTicket(now, 1186 + index, { assignee: me.id, ...seed }) : adas(now, 1186 + index)));
  const topics = ["Question about my order", "Cannot sign in", "Invoice address", "Delivery is late", "Product arrived damaged"];
  for (let index = 0; index < many; index += 1) {
    const priority = ["normal", "low", "normal", "high"][index % 4];
    views.push(makeTicket(now, 1300 + index, { who: `Customer ${index + 1}`, subject: `${topics[index % 5]} #${1000 + index}`, state: "new", priority, started: 5 + ((index * 37) % 9000), answered: index % 3 === 0 ? 1 + ((index * 37) % 9000) / 2 : null }));
  }
  return new Map(views.map((view) => [view.ticket.number, view]));
}
