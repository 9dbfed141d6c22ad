/** The matrix of roles, a workspace's own roles, and the desk as somebody else sees it. */
import { act, screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { api, dataOf } from "@/api/client";
import type { Role } from "@/api/types";
import { viewing } from "@/api/viewing";
import { problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { grantsOf, JONAS, MAYA, session } from "@/test/fixtures";

const role = (id: string, fields: Partial<Role> = {}): Role => ({ id, name: id, permissions: [], reach: "all", built_in: true, members: 1, version: 1, ...fields });
const SECOND = role("rol_2", { name: "Second line", permissions: ["profile.read", "tickets.read"], reach: "teams", built_in: false, members: 2, version: 4 });
const CATALOGUE = [
  { id: "tickets", label: "Tickets", permissions: [{ id: "tickets.read", label: "See tickets", staff: true }, { id: "tickets.write", label: "Work on tickets", staff: true }] },
  { id: "people", label: "People", permissions: [{ id: "users.write", label: "Invite people", staff: true }] },
  { id: "portal", label: "Customers", permissions: [{ id: "portal.read", label: "See their own tickets", staff: false }] },
];
let roles: Role[] = [];
let calls: { method: string; query: string; tag: string | null; body: unknown }[] = [];
let asked: (string | null)[] = [];

const note = async (request: Request) => {
  const text = await request.text();
  calls.push({ method: request.method, query: new URL(request.url).search, tag: request.headers.get("If-Match"), body: text ? JSON.parse(text) : null });
};

beforeEach(() => {
  [calls, asked] = [[], []];
  viewing.set(null);
  roles = [role("admin", { permissions: ["tickets.read", "tickets.write", "users.write"] }), role("agent", { permissions: ["tickets.read"] }), role("customer", { permissions: ["portal.read"], reach: "assigned", members: 0 }), SECOND];
  server.use(
    http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))),
    http.get(url("/settings/tickets"), () => HttpResponse.json({ statuses: [], fields: [], categories: [], teams: [], close_after_days: 4, reopen_days: 0, undo_send_seconds: 10, calendar_id: null, shown_promises: [], urgent_calls_anyway: true, version: 1 })),
    http.get(url("/roles"), () => HttpResponse.json({ items: roles })),
    http.get(url("/permissions"), () => HttpResponse.json({ items: CATALOGUE })),
    http.post(url("/roles"), async ({ request }) => {
      await note(request.clone());
      const made = role("rol_3", { ...((await request.json()) as Partial<Role>), built_in: false, members: 0 });
      roles = [...roles, made];
      return HttpResponse.json(made, { status: 201 });
    }),
    http.patch(url("/roles/:id"), async ({ request }) => {
      await note(request);
      return problem(412, "stale_version", { current_version: 5 });
    }),
    http.delete(url("/roles/:id"), async ({ request }) => {
      await note(request);
      roles = roles.filter(({ id }) => id !== "rol_2");
      return new HttpResponse(null, { status: 204 });
    }),
    http.get(url("/me"), ({ request }) => {
      const other = request.headers.get("View-As");
      if (other !== MAYA.id) return problem(403, "forbidden");
      return HttpResponse.json({ user: MAYA, tenant: session().tenant, grants: grantsOf(MAYA) });
    }),
    http.get(url("/tickets"), ({ request }) => {
      asked.push(request.headers.get("View-As"));
      return HttpResponse.json({ items: [], next_cursor: null, partial: false });
    }),
  );
});

const open = async () => {
  const desk = openDesk("/northwind/settings/roles");
  await screen.findByRole("table", { name: "Roles and what they may do" });
  return desk;
};

test("the matrix says of each role what it may do and which tickets it sees", async () => {
  await open();
  const cells = (name: string) => within(screen.getByRole("rowheader", { name }).closest("tr") as HTMLElement).getAllByRole("cell").map((cell) => cell.textContent);
  expect(screen.getAllByRole("columnheader").slice(1).map((each) => each.textContent)).toEqual(["Admin1 person", "Agent1 person", "Customer", "Second line2 people"]);
  expect(cells("Sees")).toEqual(["All", "All", "Own", "Teams"]);
  expect(cells("See tickets")).toEqual(["Yes", "Yes", "No", "Yes"]);
  expect(cells("Invite, change and deactivate people")).toEqual(["Yes", "No", "No", "No"]);
  expect(screen.queryByRole("button", { name: "Edit Agent" })).not.toBeInTheDocument();
});

test("a role is made of what one has oneself, with the tickets it shows", async () => {
  const { user } = await open();
  await user.click(screen.getByRole("button", { name: "New role" }));
  const dialog = within(await screen.findByRole("dialog", { name: "New role" }));
  expect(dialog.queryByRole("checkbox", { name: "See their own tickets" })).not.toBeInTheDocument();
  await user.type(dialog.getByLabelText("Name"), "Readers");
  await user.selectOptions(dialog.getByLabelText("Sees"), "assigned");
  await user.click(dialog.getByRole("checkbox", { name: "See tickets" }));
  await user.click(dialog.getByRole("button", { name: "Create" }));
  expect(await screen.findByRole("columnheader", { name: /Readers/ })).toBeVisible();
  expect(calls).toEqual([{ method: "POST", query: "", tag: null, body: { name: "Readers", reach: "assigned", permissions: ["profile.read", "tickets.read"] } }]);
});

test("what one does not have cannot be ticked, and somebody else's change is said", async () => {
  const weak = { ...session("token-1", 3600, JONAS), grants: { ...grantsOf(JONAS), permissions: ["roles.write", "tickets.read"] } };
  server.use(http.post(url("/session/refresh"), () => HttpResponse.json(weak)));
  const { user } = await open();
  await user.click(screen.getByRole("button", { name: "Edit Second line" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Edit role" }));
  expect(dialog.getByRole("checkbox", { name: /^Work on tickets/ })).toBeDisabled();
  await user.click(dialog.getByRole("checkbox", { name: "See tickets" }));
  await user.click(dialog.getByRole("button", { name: "Save" }));
  expect(await dialog.findByRole("alert")).toBeVisible();
  expect(calls[0]).toMatchObject({ method: "PATCH", tag: '"4"', body: { permissions: ["profile.read"] } });
});

test("who has a role that goes gets the one that is named", async () => {
  const { user } = await open();
  await user.click(screen.getByRole("button", { name: "Delete Second line" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Delete role" }));
  expect(dialog.getByText(/2 people have it/)).toBeVisible();
  const choice = dialog.getByLabelText("Their role from then on");
  expect(within(choice).getAllByRole("option").map((each) => each.textContent)).toEqual(["Admin", "Agent"]);
  await user.selectOptions(choice, "admin");
  await user.click(dialog.getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(screen.queryByRole("columnheader", { name: /Second line/ })).not.toBeInTheDocument());
  expect(calls[0]).toMatchObject({ method: "DELETE", query: "?replacement=admin", tag: '"4"' });
});

test("a colleague gets another role", async () => {
  const given: unknown[] = [];
  server.use(
    http.put(url("/users/:id/role"), async ({ request, params }) => {
      given.push([params.id, await request.json()]);
      return HttpResponse.json({ ...MAYA, role: "rol_2" });
    }),
  );
  const { user } = await open();
  const choice = screen.getByLabelText("Role of Maya Keller");
  expect(within(choice).getAllByRole("option").map((each) => each.textContent)).toEqual(["Admin", "Agent", "Second line"]);
  await user.selectOptions(choice, "rol_2");
  await waitFor(() => expect(given).toEqual([[MAYA.id, { role: "rol_2" }]]));
  server.use(http.put(url("/users/:id/role"), () => problem(409, "last_admin")));
  await user.selectOptions(screen.getByLabelText("Role of Jonas Lind"), "agent");
  expect(await screen.findByText("The role was not changed")).toBeVisible();
  expect(screen.getByLabelText("Role of Jonas Lind")).toHaveValue("admin");
});

test("the desk as a colleague sees it says so all the while, and one button leads back", async () => {
  const { user } = await open();
  await user.click(screen.getByRole("button", { name: "Look as them" }));
  expect(await screen.findByText("You see this as Maya Keller. Nothing can be changed.")).toBeVisible();
  await waitFor(() => expect(asked.at(-1)).toBe(MAYA.id));
  expect(screen.queryByRole("link", { name: "Settings" })).not.toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Back to yourself" }));
  await waitFor(() => expect(asked.at(-1)).toBeNull());
  expect(await screen.findByRole("link", { name: "Settings" })).toBeVisible();
  expect(screen.queryByText(/You see this as/)).not.toBeInTheDocument();
});

test("somebody else's notifications are shown and not marked, and their choices are not offered", async () => {
  world.notifications = [
    { id: "ntf_1", kind: "assigned", number: 2, subject: "Question 2", at: "2026-11-22T09:00:00.000Z", actor: { kind: "user", id: JONAS.id }, message_id: null, level: null, read: false },
  ];
  const marked = vi.fn();
  server.use(http.post(url("/notifications/read"), marked));
  const { user } = await open();
  await user.click(screen.getByRole("button", { name: "Look as them" }));
  await screen.findByText("You see this as Maya Keller. Nothing can be changed.");
  await user.keyboard("b");
  const panel = within(await screen.findByRole("dialog", { name: "Notifications" }));
  const one = await panel.findByRole("button", { name: /^Unread: Jonas Lind assigned TKT-0002/ });
  expect(panel.getAllByRole("button").map((each) => each.getAttribute("aria-label")).filter(Boolean)).toEqual(["Close"]);
  await user.click(one);
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Notifications" })).toBeNull());
  expect(marked).not.toHaveBeenCalled();
});

test("who looks as somebody else is offered nothing that changes anything", async () => {
  const written: string[] = [];
  server.events.on("request:start", ({ request }) => void (request.method !== "GET" && written.push(`${request.method} ${new URL(request.url).pathname}`)));
  const { user } = openDesk("/northwind/inbox/mine/1");
  expect(await screen.findByRole("textbox", { name: "Reply to the customer" })).toBeVisible();
  act(() => viewing.set({ user: MAYA, grants: grantsOf(MAYA) }));
  expect(await screen.findByText(/answers and notes are written as yourself/)).toBeVisible();
  expect(screen.queryByRole("textbox", { name: "Reply to the customer" })).not.toBeInTheDocument();
  await user.keyboard("rneipaoctwms");
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  expect(screen.queryByRole("menu")).not.toBeInTheDocument();
  for (const button of screen.getAllByRole("button", { name: /^(State|Priority|Assignee)/ })) expect(button).toBeDisabled();
  await user.keyboard(".");
  const menu = within(await screen.findByRole("menu"));
  expect(menu.getByRole("menuitem", { name: /Resolve/ })).toHaveAttribute("aria-disabled", "true");
  expect(menu.getByRole("menuitem", { name: /Copy link/ })).not.toHaveAttribute("aria-disabled");
  await expect(dataOf(api.DELETE("/v1/tickets/{number}/watch", { params: { path: { number: "1" } } }))).rejects.toMatchObject({ code: "forbidden" });
  expect(written.filter((each) => !each.endsWith("/session/refresh"))).toEqual([]);
  server.events.removeAllListeners();
});

test("a role that statuses name stays, and they are named", async () => {
  server.use(http.delete(url("/roles/:id"), () => problem(409, "role_named", { statuses: ["In the workshop"] })));
  const { user } = await open();
  await user.click(screen.getByRole("button", { name: "Delete Second line" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Delete role" }));
  await user.click(dialog.getByRole("button", { name: "Delete" }));
  expect(await dialog.findByText(/“In the workshop” says that this role may set it/)).toBeVisible();
});
