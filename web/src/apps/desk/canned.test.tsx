/** Canned responses in the composer and on their page, with the keyboard. */
import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, MAYA, session } from "@/test/fixtures";

const NAMES = ["Refund", "Shipping"];
const row = (name: string, more = {}) => ({
  id: `can_${name}`,
  name,
  shortcut: name.toLowerCase(),
  folder: "",
  scope: "all",
  team_id: null,
  languages: ["en", "de"],
  preview: `About ${name}`,
  usage_count: 2,
  updated_at: "2026-03-02T09:00:00.000Z",
  owner_id: JONAS.id,
  version: 1,
  ...more,
});
let asked: unknown[] = [];
let text = "Thank you";

beforeEach(() => {
  asked = [];
  text = "Thank you";
  server.use(
    http.get(url("/canned-responses"), () => HttpResponse.json({ items: [...NAMES.map((name) => row(name)), row("Own", { scope: "private", owner_id: MAYA.id })] })),
    http.post(url("/canned-responses/:id/rendering"), async ({ request, params }) => {
      asked.push([params.id, await request.json()]);
      return HttpResponse.json({ html: `<p>${text}</p>`, text, language: "en", unresolved: [] });
    }),
  );
});

async function openComposer() {
  const { user } = openDesk("/northwind/inbox/mine/1");
  const area = await screen.findByRole("textbox", { name: "Reply to the customer" });
  return { user, area };
}

test("a slash and a few letters put the text in, and the message names it", async () => {
  const { user, area } = await openComposer();
  await user.type(area, "Hi /shi");
  const options = within(await screen.findByRole("listbox", { name: "Canned responses" })).getAllByRole("option");
  expect(options).toHaveLength(1);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(area).toHaveValue("Hi Thank you"));
  expect(asked).toEqual([["can_Shipping", { number: 1 }]]);
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(world.posted[0]?.body).toMatchObject({ body: "Hi Thank you", canned_response_ids: ["can_Shipping"] }));
});

test("what is not filled in keeps the message here and says so", async () => {
  text = "Order {{ fields.order_number }}";
  const { user, area } = await openComposer();
  await user.type(area, "/ref");
  await screen.findByRole("listbox", { name: "Canned responses" });
  await user.keyboard("{Enter}");
  expect(await screen.findByText(/Write what stands for \{\{ fields.order_number \}\}/)).toBeVisible();
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(world.posted).toEqual([]);
  await user.clear(area);
  await user.type(area, "Order 4711");
  expect(screen.queryByText(/Write what stands for/)).not.toBeInTheDocument();
});

test("a word that means no response is just a word", async () => {
  const { user, area } = await openComposer();
  await user.type(area, "and/or /xyz");
  await user.keyboard("{Enter}");
  expect(area).toHaveValue("and/or /xyz\n");
  expect(asked).toEqual([]);
});

test("an agent changes their own only, and finds the page with a key", async () => {
  server.use(http.post(url("/session/refresh"), () => HttpResponse.json(session())));
  const { user } = openDesk("/northwind/inbox/mine");
  await screen.findByRole("list", { name: "Mine" });
  await user.keyboard("{Shift>}c{/Shift}");
  expect(await screen.findByRole("heading", { name: "Canned responses", level: 1 })).toBeVisible();
  expect(await screen.findByRole("button", { name: "Edit Own" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Edit Refund" })).not.toBeInTheDocument();
  expect(screen.queryByRole("link", { name: "Statuses" })).not.toBeInTheDocument();
});
