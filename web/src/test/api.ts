/** The API as the tests see it: a few tickets in memory, and what was asked of it. */
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import type { Notification, Preferences, Row, TicketView } from "@/api/types";
import { stateCategoryOf } from "@/features/tickets/states";
import { isAsleep } from "@/features/tickets/asleep";
import { rowOf } from "@/features/tickets/row-of";
import { compareRows, VIEWS } from "@/features/tickets/views";
import { resetWriting, writingDesk, writingHandlers } from "./writing";
import { JONAS, MAYA, reply, session, view } from "./fixtures";

export interface Posted {
  key: string | null;
  body: Record<string, unknown>;
}

interface World {
  signedIn: boolean;
  tickets: TicketView[];
  posted: Posted[];
  notifications: Notification[];
  preferences: Preferences;
}

const ALL_KINDS: Preferences = { assigned: true, mentioned: true, reply_on_mine: true, watched: true, snooze_ended: true, warning: true, breach: true, escalation: true };

export const world: World = { signedIn: true, tickets: [], posted: [], notifications: [], preferences: ALL_KINDS };

export function resetApi(): void {
  resetWriting();
  world.signedIn = true;
  world.tickets = [view(1), view(2), view(3)];
  world.posted = [];
  world.notifications = [];
  world.preferences = ALL_KINDS;
}

export const url = (path: string) => `http://localhost/api/v1${path}`;

export function problem(status: number, code: string, data: Record<string, unknown> = {}) {
  const body = { type: `https://lambdesk.dev/errors/${code}`, title: code, status, code, detail: "", errors: [], ...data };
  return HttpResponse.json(body, { status, headers: { "Content-Type": "application/problem+json" } });
}

export function find(number: unknown): TicketView {
  const found = world.tickets.find((each) => each.ticket.number === Number(number));
  if (!found) throw new Error(`the test has no ticket ${String(number)}`);
  return found;
}

const PRESSING = ["at_risk", "breached"];

/** As the server lists what presses. */
function pressing(queue: string): Row[] {
  const view = VIEWS.find(({ id }) => id === queue);
  const rows = world.tickets.map((each) => rowOf(each.ticket)).filter((row) => view?.accepts(row, ""));
  return rows.sort((a, b) => compareRows("due", a, b));
}

function listed(query: URLSearchParams): Row[] {
  const queue = query.get("queue") ?? "";
  if (PRESSING.includes(queue)) return pressing(queue);
  const assignee = query.get("assignee");
  const category = assignee ? "open" : query.get("queue");
  const owner = assignee === "me" ? MAYA.id : null;
  return world.tickets
    .map((each) => each.ticket)
    .filter((ticket) => (isAsleep(ticket) ? category === "snoozed" : ticket.state === "spam" ? category === "spam" : ticket.state_category === category) && (!assignee || ticket.assignee_id === owner))
    .map(rowOf);
}

async function post(request: Request, number: unknown) {
  const body = (await request.json()) as Record<string, unknown>;
  world.posted.push({ key: request.headers.get("Idempotency-Key"), body });
  const { ticket, messages } = find(number);
  const kind = body.kind as "reply" | "note";
  if (body.draft) writingDesk.drafts = { ...writingDesk.drafts, [body.draft as string]: null };
  const added = reply(`msg_new_${messages.length}`, {
    kind,
    body_text: String(body.body ?? body.html),
    html: (body.html as string | undefined) ?? null,
    send_state: kind === "reply" ? "queued" : null,
    created_at: new Date().toISOString(),
  });
  messages.push(added);
  Object.assign(ticket, { last_message_id: added.id, version: ticket.version + 1, ...(body.state_after ? { state: body.state_after } : {}) });
  ticket.state_category = stateCategoryOf(ticket.state);
  return HttpResponse.json({ message: added, ticket }, { status: 201 });
}

const unread = () => world.notifications.filter((each) => !each.read).length;

async function readNotifications(request: Request) {
  const { ids, up_to } = (await request.json()) as { ids?: string[]; up_to?: string };
  world.notifications = world.notifications.map((each) => ({
    ...each,
    read: each.read || (ids ?? []).includes(each.id) || (up_to !== undefined && each.id <= up_to),
  }));
  return HttpResponse.json({ unread: unread() });
}

export const server = setupServer(
  ...writingHandlers,
  http.get(url("/notifications"), () => HttpResponse.json({ items: world.notifications, unread: unread(), next_cursor: null })),
  http.post(url("/notifications/read"), ({ request }) => readNotifications(request)),
  http.get(url("/notifications/preferences"), () => HttpResponse.json(world.preferences)),
  http.put(url("/notifications/preferences"), async ({ request }) => {
    world.preferences = (await request.json()) as Preferences;
    return HttpResponse.json(world.preferences);
  }),
  http.post(url("/session/refresh"), () =>
    world.signedIn ? HttpResponse.json(session()) : problem(401, "unauthenticated"),
  ),
  http.get(url("/public/:slug/staff-sign-in"), () => HttpResponse.json({ name: "Northwind", provider: null, passwords: true })),
  http.delete(url("/session"), () => {
    world.signedIn = false;
    return new HttpResponse(null, { status: 204 });
  }),
  http.get(url("/public/:slug/brand"), () => HttpResponse.json({ name: "Northwind", locale: "en", accent: null, logo_url: null, sign_up: false })),
  http.get(url("/public/sign-up"), () => problem(404, "not_found")),
  http.get(url("/users"), () => HttpResponse.json({ items: [MAYA, JONAS] })),
  http.get(url("/tickets"), ({ request }) =>
    HttpResponse.json({ items: listed(new URL(request.url).searchParams), next_cursor: null, partial: false }),
  ),
  http.get(url("/sla/tickets/:number"), () => HttpResponse.json({ policy_id: "default", version: 1, zone: null, policies: [] })),
  http.get(url("/tickets/:number"), ({ params }) => {
    const known = world.tickets.some((each) => each.ticket.number === Number(params.number));
    return known ? HttpResponse.json(find(params.number)) : problem(404, "not_found");
  }),
  http.patch(url("/tickets/:number"), async ({ request, params }) => {
    const { ticket } = find(params.number);
    const { fields, ...patch } = (await request.json()) as Partial<TicketView["ticket"]>;
    Object.assign(ticket, patch, { fields: { ...ticket.fields, ...fields }, version: ticket.version + 1 });
    ticket.state_category = stateCategoryOf(ticket.state);
    return HttpResponse.json(ticket);
  }),
  http.put(url("/tickets/:number/assignment"), async ({ request, params }) => {
    const { ticket } = find(params.number);
    Object.assign(ticket, await request.json(), { version: ticket.version + 1 });
    return HttpResponse.json(ticket);
  }),
  http.post(url("/tickets/:number/messages"), ({ request, params }) => post(request, params.number)),
);
