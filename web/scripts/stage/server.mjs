// The built desk and an API from memory: enough of one to look at every screen and to measure it. Not a model of the product.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rules } from "./rules.mjs";
import { makeWorld, me, message, tenant, touch, users } from "./world.mjs";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const PRIORITIES = ["urgent", "high", "normal", "low"];

const rowOf = ({ label: _l, participants: _p, allowed_states: _s, last_message_id: _m, escalations: _e, clocks: _c, fields: _f, links: _k, watchers: _w, requester, ...row }) => ({ ...row, requester: { id: requester.id, name: requester.name } });
const WORK = ["escalations.acknowledge", "notifications.read", "notifications.write", "profile.read", "tickets.read", "tickets.write", "users.read"];
const grants = ({ admin }) => ({ role_name: admin ? "Admin" : "Agent", permissions: admin ? [...WORK, "settings.write", "users.write"] : WORK, reach: "all" });
const session = (mode) => ({ id_token: "token", expires_at: new Date(Date.now() + 3_600_000).toISOString(), user: mode.admin ? { ...me, role: "admin" } : me, grants: grants(mode), tenant });

class Refusal extends Error {
  constructor(status, code, data = {}) {
    super(code);
    Object.assign(this, { status, code, data });
  }
}

function listTickets(world, query, mode) {
  const assignee = query.get("assignee");
  const queue = assignee ? "open" : (query.get("queue") ?? "open");
  const queueOf = (ticket) => (ticket.snoozed_until ? "snoozed" : ticket.state === "spam" ? "spam" : ticket.state_category);
  const owner = assignee === "me" ? me.id : assignee === "none" ? null : assignee;
  // What presses is a list across all queues.
  const pressing = { at_risk: "warned", breached: "breached" }[queue];
  const isOf = (ticket) => (pressing ? ticket.sla?.answered_at === null && ticket.sla.state === pressing : queueOf(ticket) === queue);
  const due = (ticket) => ticket.sla?.due_at ?? "9";
  const byDue = (a, b) => (due(a) < due(b) ? -1 : 1);
  const order = assignee
    ? (a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) || byDue(a, b)
    : pressing
      ? byDue
      : (a, b) => (a.updated_at < b.updated_at ? 1 : -1);
  const all = [...world.values()].map(({ ticket }) => ticket).filter((ticket) => isOf(ticket) && (!assignee || ticket.assignee_id === owner) && !mode.empty);
  const from = Number(query.get("cursor") ?? 0);
  // All that is behind the first page comes at once, so that a long list is quickly there.
  const to = from === 0 ? Number(query.get("limit") ?? 50) : all.length;
  return { items: all.sort(order).slice(from, to).map(rowOf), next_cursor: to < all.length ? String(to) : null, partial: false };
}

function changeTicket(view, change) {
  Object.assign(view.ticket, change);
  touch(view, Date.now());
  return view.ticket;
}

function answerTicket(view, method, rest, body, world) {
  const { ticket } = view;
  if (rest === "" && method === "GET") return view;
  if (rest === "/related") return { items: [...world.values()].map((each) => rowOf(each.ticket)).filter(({ number }) => [...ticket.links.map((link) => link.number), ticket.follow_up_of, ...ticket.merged].includes(number)) };
  if (rest === "/snooze") return changeTicket(view, method === "DELETE" ? { snoozed_until: null, snoozed_until_reply: false } : { snoozed_until: body.until, snoozed_until_reply: body.until_reply });
  if (rest === "/watch") return changeTicket(view, { watchers: method === "DELETE" ? [] : [me.id] });
  if (rest === "/messages") {
    const said = message(body.kind, me, body.body, new Date().toISOString(), { send_state: body.kind === "reply" ? "queued" : null });
    view.messages.push(said);
    return { message: said, ticket: changeTicket(view, { last_message_id: said.id, last_message_at: said.created_at, state: body.state_after ?? ticket.state }) };
  }
  if (rest === "/escalation/acknowledgement") return changeTicket(view, { escalations: ticket.escalations.map((each) => ({ ...each, acknowledged_by: me.id, acknowledged_at: new Date().toISOString() })) });
  if (rest === "" || rest === "/assignment") return changeTicket(view, body);
  throw new Refusal(404, "not_found");
}

function answer(world, mode, method, url, body) {
  const path = url.pathname.slice("/api/v1".length);
  if (path.startsWith("/session")) return session(mode);
  if (mode.refuse) throw new Refusal(403, mode.refuse);
  if (path === "/users") return { items: users };
  if (path === "/settings/tickets") return rules;
  if (path === "/tags") return { items: ["billing", "duplicate", "refund", "vip"].filter((tag) => tag.startsWith(url.searchParams.get("prefix") ?? "")) };
  if (path === "/notifications") return { items: [], unread: 0, next_cursor: null };
  if (path === "/tickets" && method === "GET") return listTickets(world, url.searchParams, mode);
  const [, number, rest] = /^\/tickets\/(\d+)(.*)$/.exec(path) ?? [];
  const view = world.get(Number(number));
  if (!view) throw new Refusal(404, "not_found");
  return answerTicket(view, method, rest, body, world);
}

function sendFile(url, response) {
  const wanted = join(DIST, url.pathname);
  const isFile = wanted.startsWith(DIST) && existsSync(wanted) && statSync(wanted).isFile();
  const isPage = !url.pathname.split("/").at(-1).includes(".");
  if (!isFile && !isPage) return response.writeHead(404).end();
  const file = isFile ? wanted : join(DIST, "index.html");
  response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", "Content-Security-Policy": POLICY });
  createReadStream(file).pipe(response);
}

/** `mode` may be changed while it runs: `delay` in ms, `empty`, `refuse` with a code, `broken` (a file that is missing). */
export async function startServer({ many, mode = {} } = {}) {
  const world = makeWorld(many);
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    if (mode.broken?.test(url.pathname)) return response.writeHead(404).end();
    if (!url.pathname.startsWith("/api/")) return sendFile(url, response);
    const chunks = await Array.fromAsync(request);
    await new Promise((done) => setTimeout(done, mode.delay ?? 15));
    const send = (status, type, data) => response.writeHead(status, { "Content-Type": type }).end(JSON.stringify(data));
    try {
      send(200, "application/json", answer(world, mode, request.method, url, chunks.length ? JSON.parse(Buffer.concat(chunks)) : null));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, code, data } = error;
      send(status, "application/problem+json", { type: `https://lambdesk.dev/errors/${code}`, title: code, status, code, detail: null, errors: [], ...data });
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { origin: `http://localhost:${server.address().port}`, world, mode, stop: () => server.close() };
}
