import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { Role, User } from "@/api/types";
import { problem, server, url } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, MAYA, session } from "@/test/fixtures";

const UMA: User = { ...MAYA, id: "usr_uma", name: "Uma Berg", email: "uma@northwind.example", active: false, state: "invited" };
const role = (id: string, more: Partial<Role> = {}): Role => ({ id, name: id, permissions: ["tickets.read"], reach: "all", built_in: true, members: 1, version: 1, ...more });
const ROLES = [role("admin", { permissions: ["users.write"] }), role("manager"), role("agent"), role("customer"), role("rol_2", { name: "Second line", built_in: false })];
let users: User[] = [];
let calls: { method: string; path: string; body: unknown }[] = [];

beforeEach(() => {
  users = [MAYA, JONAS, UMA];
  calls = [];
  const note = async (request: Request) => {
    const body: unknown = await request.clone().json().catch(() => null);
    calls.push({ method: request.method, path: new URL(request.url).pathname.replace("/api/v1", ""), body });
  };
  server.use(
    http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))),
    http.get(url("/users"), () => HttpResponse.json({ items: users })),
    http.get(url("/roles"), () => HttpResponse.json({ items: ROLES })),
    http.get(url("/users/security"), () =>
      HttpResponse.json({ items: users.map(({ id, role }) => ({ id, mfa: role === "admin" || id === MAYA.id, mfa_needed: role === "admin", invited_at: null, linked: false })) }),
    ),
    http.post(url("/users"), async ({ request }) => {
      await note(request);
      const body = (await request.json()) as User;
      if (body.email === MAYA.email) return problem(422, "invalid", { errors: [{ field: "body.email", message: "x", code: "taken" }] });
      const made: User = { ...UMA, ...body, id: "usr_new", teams: [] };
      users = [...users, made];
      return HttpResponse.json(made, { status: 201 });
    }),
    http.put(url("/users/:id/activity"), async ({ request, params }) => {
      await note(request);
      if (params.id === JONAS.id) return problem(409, "last_admin");
      users = users.map((user) => (user.id === params.id ? { ...user, active: false, state: "inactive" } : user));
      return HttpResponse.json(users.find(({ id }) => id === params.id));
    }),
    http.put(url("/users/sign-in-rules"), async ({ request }) => {
      await note(request);
      return HttpResponse.json(await request.json());
    }),
    http.delete(url("/users/:id/:what"), async ({ request }) => {
      await note(request);
      return HttpResponse.json(MAYA);
    }),
    http.post(url("/users/:id/invitation"), async ({ request }) => {
      await note(request);
      return HttpResponse.json(UMA);
    }),
  );
});

async function openPeople() {
  const opened = openDesk("/northwind/settings/people");
  const list = await screen.findByRole("list", { name: "People" });
  const line = async (name: string) => {
    const found = await within(list).findByText(name);
    return within(found.closest("li") as HTMLElement);
  };
  return { ...opened, line };
}

test("somebody is invited with a role", async () => {
  const { user, line } = await openPeople();
  await user.click(screen.getByRole("button", { name: "Invite" }));
  const form = within(await screen.findByRole("dialog"));
  await user.type(form.getByLabelText("E-mail"), MAYA.email);
  await user.type(form.getByLabelText("Name"), "Ben");
  await user.selectOptions(form.getByLabelText("Role"), "manager");
  await user.click(form.getByRole("button", { name: "Send invitation" }));
  expect(await form.findByText("This address is a member already.")).toBeVisible();
  await user.clear(form.getByLabelText("E-mail"));
  await user.type(form.getByLabelText("E-mail"), "ben@northwind.example{Enter}");
  expect((await line("Ben")).getByText("Invited")).toBeVisible();
  expect(calls.at(-1)?.body).toEqual({ email: "ben@northwind.example", name: "Ben", role: "manager", team_ids: [] });
});

test("a workspace's own roles are offered, but none that can do more than whoever invites", async () => {
  users = [MAYA, JONAS, { ...UMA, role: "rol_2" }];
  const narrow = { role_name: "Staff", permissions: ["tickets.read" as const, "users.read" as const, "users.write" as const], reach: "teams" as const };
  const wide = role("rol_3", { name: "Their team", reach: "teams", built_in: false });
  server.use(
    http.post(url("/session/refresh"), () => HttpResponse.json({ ...session("token-1", 3600, JONAS), grants: narrow })),
    http.get(url("/roles"), () => HttpResponse.json({ items: [...ROLES, wide] })),
  );
  const { user, line } = await openPeople();
  expect(await (await line(UMA.name)).findByText("Second line")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Invite" }));
  const form = within(await screen.findByRole("dialog"));
  expect(within(form.getByLabelText("Role")).getAllByRole("option").map((each) => each.textContent)).toEqual(["Their team"]);
  await user.type(form.getByLabelText("E-mail"), "ben@northwind.example");
  await user.type(form.getByLabelText("Name"), "Ben{Enter}");
  await waitFor(() => expect(calls.at(-1)?.body).toMatchObject({ role: "rol_3" }));
});

test("making somebody inactive is asked about, and shown", async () => {
  const { user, line } = await openPeople();
  await user.click((await line(MAYA.name)).getByRole("button", { name: `Deactivate ${MAYA.name}` }));
  expect(calls).toEqual([]);
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Deactivate" }));
  const left = await line(MAYA.name);
  expect(await left.findByText("Inactive")).toBeVisible();
  expect(calls).toEqual([{ method: "PUT", path: `/users/${MAYA.id}/activity`, body: { active: false } }]);
});

test("each state has its own actions, and nobody resets or deactivates themselves", async () => {
  const { line } = await openPeople();
  const names = async (name: string) => (await line(name)).getAllByRole("button").map((each) => each.getAttribute("aria-label"));
  expect(await names(UMA.name)).toEqual([`Send ${UMA.name} the invitation again`, `Withdraw the invitation of ${UMA.name}`]);
  expect(await names(JONAS.name)).toEqual([`Sign ${JONAS.name} out everywhere`]);
  await waitFor(async () => expect(await names(MAYA.name)).toContain(`Reset the second step of ${MAYA.name}`));
});

test("two steps can be required of everybody", async () => {
  const { user } = await openPeople();
  await user.click(screen.getByRole("checkbox", { name: "Everybody signs in in two steps" }));
  await waitFor(() => expect(calls.at(-1)).toEqual({ method: "PUT", path: "/users/sign-in-rules", body: { mfa_required: true } }));
  expect(screen.getByRole("checkbox", { name: "Everybody signs in in two steps" })).toBeChecked();
});

test("agents have no page of people, but one of their own sign-in", async () => {
  server.use(
    http.post(url("/session/refresh"), () => HttpResponse.json(session())),
    http.get(url("/me/security"), () => HttpResponse.json({ id: MAYA.id, mfa: false, mfa_needed: false, invited_at: null, linked: false })),
    http.get(url("/me/sessions"), () =>
      HttpResponse.json({
        items: [
          { id: "ses_1", device: "Firefox · Linux", begun: "password", created_at: "2026-11-22T09:00:00.000Z", last_used_at: "2026-11-22T09:00:00.000Z", expires_at: "2026-12-22T09:00:00.000Z" },
          { id: "ses_2", device: "", begun: "provider", created_at: "2026-11-21T09:00:00.000Z", last_used_at: "2026-11-21T09:00:00.000Z", expires_at: "2026-12-21T09:00:00.000Z" },
        ],
      }),
    ),
    http.delete(url("/me/sessions"), ({ request }) => {
      calls.push({ method: "DELETE", path: new URL(request.url).search, body: null });
      return new HttpResponse(null, { status: 204 });
    }),
  );
  const { user } = openDesk("/northwind/settings/security");
  const list = await screen.findByRole("list", { name: "Where you are signed in" });
  expect(screen.queryByRole("link", { name: "People" })).toBeNull();
  expect(await within(list).findByText("This one")).toBeVisible();
  expect(within(list).getByText("at the provider")).toBeVisible();
  await user.click(within(list).getByRole("button", { name: "End" }));
  await user.click(screen.getByRole("button", { name: "End all others" }));
  await waitFor(() => expect(calls.map(({ path }) => path)).toEqual(["?only=ses_2", "?but=ses_1"]));
  await user.click(screen.getByRole("button", { name: "Set up a second step" }));
  expect(within(await screen.findByRole("dialog")).getByLabelText("Your password")).toBeVisible();
});

test("an account at the provider is unlinked by its owner, and the page says nothing of one that is not there", async () => {
  let linked = true;
  server.use(
    http.post(url("/session/refresh"), () => HttpResponse.json(session())),
    http.get(url("/me/security"), () => HttpResponse.json({ id: MAYA.id, mfa: false, mfa_needed: false, invited_at: null, linked })),
    http.get(url("/me/sessions"), () => HttpResponse.json({ items: [] })),
    http.delete(url("/me/provider-account"), () => {
      linked = false;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  const { user } = openDesk("/northwind/settings/security");
  await user.click(await screen.findByRole("button", { name: "Unlink the account" }));
  await waitFor(() => expect(screen.queryByRole("heading", { name: "Sign-in provider" })).toBeNull());
  expect(linked).toBe(false);
});
