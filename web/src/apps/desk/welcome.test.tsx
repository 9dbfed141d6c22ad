/** The first steps of a new workspace: shown to who may take them, left, taken up again, done once. */
import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { User } from "@/api/types";
import { problem, server, url } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, MAYA, session } from "@/test/fixtures";

const STARTED = {
  ...session().tenant,
  zone: "UTC",
  origins: [],
  accent: null,
  logo_url: null,
  plan: "standard",
  member_limit: 1000,
  connection_limit: 2000,
  requests_per_minute: 12000,
  state: "active",
  delete_at: null,
  welcome: "open",
  version: 1,
};
let home = STARTED;
let bodies: Record<string, unknown>[] = [];
let invited: string[] = [];

function signedIn(user: User) {
  const known = session("token-1", 3600, user);
  return HttpResponse.json({ ...known, tenant: { ...known.tenant, name: home.name, welcome: home.welcome } });
}

beforeEach(() => {
  home = STARTED;
  bodies = [];
  invited = [];
  localStorage.clear();
  server.use(
    http.post(url("/session/refresh"), () => signedIn(JONAS)),
    http.get(url("/tenant"), () => HttpResponse.json(home)),
    http.post(url("/users"), async ({ request }) => {
      const { email, name } = (await request.json()) as User;
      invited.push(email);
      return HttpResponse.json({ ...MAYA, id: "usr_noa", email, name, state: "invited", active: false }, { status: 201 });
    }),
    http.patch(url("/tenant"), async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      bodies.push(body);
      if (body.name === "") return problem(422, "invalid", { errors: [{ field: "body.name", message: "needs words", code: "blank" }] });
      home = { ...home, ...body, version: home.version + 1 };
      return HttpResponse.json(home);
    }),
  );
});

const step = () => screen.getByRole("list", { name: "Steps" }).querySelector("[aria-current=step]")?.textContent;

test("a new workspace leads its administrators through four steps, once", async () => {
  const { user, router } = openDesk("/northwind/inbox/mine");
  await user.click(await screen.findByRole("link", { name: "Set it up" }));
  const name = await screen.findByRole("textbox", { name: "Name" });
  expect(step()).toBe("1. Name and place");
  await user.clear(name);
  await user.type(name, "Northwind Ltd");
  await user.click(screen.getByRole("button", { name: "Go on" }));
  await waitFor(() => expect(step()).toBe("2. Mail"));
  expect(bodies[0]).toMatchObject({ name: "Northwind Ltd" });
  expect(screen.getByRole("heading", { name: "Mail" })).toHaveFocus();
  await user.click(screen.getByRole("button", { name: "Go on" }));
  await waitFor(() => expect(step()).toBe("3. Colleagues"));
  // Nothing was changed, so nothing was sent.
  expect(bodies).toHaveLength(1);
  expect(within(screen.getByRole("list", { name: "Colleagues" })).getByText("Maya Keller")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Invite somebody" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("E-mail"), "noa@northwind.example");
  await user.type(dialog.getByLabelText("Name"), "Noa Silva");
  await user.click(dialog.getByRole("button", { name: "Send invitation" }));
  await waitFor(() => expect(invited).toEqual(["noa@northwind.example"]));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(step()).toBe("3. Colleagues");
  await user.click(screen.getByRole("button", { name: "Go on" }));
  expect(await screen.findByRole("link", { name: "support@northwind.example" })).toHaveAttribute("href", "mailto:support@northwind.example");
  expect(await screen.findByText("There it is:")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Done" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/northwind/inbox/mine"));
  expect(bodies[1]).toEqual({ welcome: "done" });
  await waitFor(() => expect(screen.queryByRole("link", { name: "Set it up" })).toBeNull());
});

test("who puts it off is not asked again, and goes on where they were", async () => {
  const { user, router } = openDesk("/northwind/settings/welcome");
  await user.click(await screen.findByRole("button", { name: "Go on" }));
  await waitFor(() => expect(step()).toBe("2. Mail"));
  await user.click(screen.getByRole("button", { name: "Not now" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/northwind/inbox/mine"));
  expect(bodies.at(-1)).toEqual({ welcome: "skipped" });
  await waitFor(() => expect(screen.queryByRole("link", { name: "Set it up" })).toBeNull());
  await router.navigate({ to: "/$slug/settings/$page", params: { slug: "northwind", page: "workspace" } });
  await user.click(await screen.findByRole("link", { name: "First steps" }));
  await screen.findByRole("list", { name: "Steps" });
});

test("who may not change the workspace is not led there", async () => {
  server.use(http.post(url("/session/refresh"), () => signedIn(MAYA)));
  openDesk("/northwind/inbox/mine");
  await screen.findByRole("list", { name: "Mine" });
  expect(screen.queryByRole("link", { name: "Set it up" })).toBeNull();
});
