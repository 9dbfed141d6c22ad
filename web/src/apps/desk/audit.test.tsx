/** The audit trail as an admin reads it. */
import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { server, url } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, MAYA, session } from "@/test/fixtures";

const asked: string[] = [];
const entry = (id: string, type: string, thing: string, data = {}, actor = { kind: "user", id: MAYA.id }) => ({
  ...{ id, type, thing, data, actor, at: "2026-11-22T10:00:00.000Z" },
  ...{ version: 1, door: "http", correlation_id: "r", viewer: null },
});

beforeEach(() => {
  asked.length = 0;
  server.use(
    http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))),
    http.get(url("/audit"), ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query.toString());
      if (query.get("cursor")) return HttpResponse.json({ items: [entry("evt_3", "x.happened", "x:1")], next_cursor: null, partial: false });
      const colour = { id: "sta_1", changed: ["colour", "agent_label"], before: { colour: "grey" }, after: { colour: "blue" } };
      const items = [entry("evt_1", "status.changed", "status:sta_1", colour), entry("evt_2", "data.opened", "ticket:12", { what: "thread" })];
      return HttpResponse.json({ items, next_cursor: "more", partial: false });
    }),
  );
});

const entries = async () => within(await screen.findByRole("list", { name: "Entries" }));

test("entries say who did what to what, in words, with a way to the ticket", async () => {
  openDesk("/northwind/settings/audit");
  const list = await entries();
  expect(await list.findAllByText(MAYA.name)).toHaveLength(2);
  expect(list.getByText("changed a status (colour: grey → blue, agent_label)")).toBeVisible();
  expect(list.getByText("opened the ticket")).toBeVisible();
  expect(list.getByRole("link", { name: "#12" })).toHaveAttribute("href", "/northwind/tickets/12");
});

test("who looked as a colleague is named with them", async () => {
  const look = { ...entry("evt_4", "data.opened", "ticket:12", { what: "thread" }), viewer: JONAS.id };
  server.use(http.get(url("/audit"), () => HttpResponse.json({ items: [look], next_cursor: null, partial: false })));
  openDesk("/northwind/settings/audit");
  expect(await (await entries()).findByText(`${JONAS.name} (as ${MAYA.name})`)).toBeVisible();
});

test("older ones come on demand; what nobody has words for is named as it is", async () => {
  const { user } = openDesk("/northwind/settings/audit");
  await entries();
  await user.click(screen.getByRole("button", { name: "Show older ones" }));
  expect(await screen.findByText(/x\.happened/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Show older ones" })).not.toBeInTheDocument();
  expect(asked.at(-1)).toContain("cursor=more");
});

test("filters ask at once: a ticket by its number, days of the reader's own", async () => {
  const { user } = openDesk("/northwind/settings/audit");
  await entries();
  await user.selectOptions(screen.getByLabelText("About"), "Statuses");
  await user.selectOptions(screen.getByLabelText("Who"), "Lambdesk");
  await user.type(screen.getByLabelText("Thing"), "#12");
  await user.type(screen.getByLabelText("To"), "2026-11-22");
  await waitFor(() => {
    const query = new URLSearchParams(asked.at(-1));
    expect([query.get("kind"), query.get("actor"), query.get("thing")]).toEqual(["status", "system", "ticket:12"]);
    expect(query.get("to")).toBe(new Date(2026, 10, 23).toISOString());
  });
});

test("managers do not find it", async () => {
  const { grants, ...rest } = session("token-1", 3600, JONAS);
  const permissions = grants.permissions.filter((each) => each !== "audit.read");
  server.use(http.post(url("/session/refresh"), () => HttpResponse.json({ ...rest, grants: { ...grants, permissions } })));
  openDesk("/northwind/settings/audit");
  expect(await screen.findByRole("heading", { name: "Settings are for admins and managers" })).toBeVisible();
  expect(asked).toEqual([]);
});
