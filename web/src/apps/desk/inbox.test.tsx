import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { afterResolving } from "@/features/tickets/after-resolving";
import { rowOf } from "@/features/tickets/row-of";
import { problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { ticket, view } from "@/test/fixtures";

const rows = async (name: string) => within(await screen.findByRole("list", { name })).findAllByRole("link");

test("the list says who, what, where it stands, and that it waits for an answer", async () => {
  openDesk("/northwind/inbox/mine");
  const [first] = await rows("Mine");
  expect(first).toHaveTextContent("Ada Okafor");
  expect(first).toHaveTextContent("Question 1");
  expect(first).toHaveTextContent("Open");
  expect(first).toHaveAccessibleName(/waits for an answer/);
});

test("j and k walk through the list, u goes back to it", async () => {
  const { user, router } = openDesk("/northwind/inbox/mine");
  await rows("Mine");
  await user.keyboard("j");
  expect(await screen.findByRole("heading", { name: "Question 1" })).toBeVisible();
  await user.keyboard("j");
  expect(await screen.findByRole("heading", { name: "Question 2" })).toBeVisible();
  await user.keyboard("k");
  expect(await screen.findByRole("heading", { name: "Question 1" })).toBeVisible();
  await user.keyboard("u");
  await waitFor(() => expect(router.state.location.pathname).toBe("/northwind/inbox/mine"));
});

test("for those who stay after resolving, the next one is the one that moved up", async () => {
  afterResolving.set("stay");
  const { user } = openDesk("/northwind/inbox/mine/2");
  expect(await screen.findByRole("heading", { name: "Question 2" })).toBeVisible();
  await rows("Mine");
  await user.keyboard("e");
  await waitFor(async () => expect(await rows("Mine")).toHaveLength(2));
  await user.keyboard("j");
  expect(await screen.findByRole("heading", { name: "Question 3" })).toBeVisible();
});

test("an empty view says where to go", async () => {
  world.tickets = [];
  const { user, router } = openDesk("/northwind/inbox/mine");
  expect(await screen.findByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
  await user.click(screen.getByRole("link", { name: "Look at Unassigned" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/northwind/inbox/unassigned"));
});

test("a list that cannot be loaded says why and can be tried again", async () => {
  server.use(http.get(url("/tickets"), () => problem(503, "unavailable")));
  const { user } = openDesk("/northwind/inbox/open");
  expect(await screen.findByRole("heading", { name: "The list could not be loaded" })).toBeVisible();
  server.resetHandlers();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await rows("Open")).toHaveLength(3);
});

test("a view one may not see is not shown as a fault", async () => {
  server.use(http.get(url("/tickets"), () => problem(403, "forbidden")));
  openDesk("/northwind/inbox/open");
  expect(await screen.findByRole("heading", { name: "You may not see this view" })).toBeVisible();
});

test("further pages are fetched with the server's cursor", async () => {
  const asked: (string | null)[] = [];
  server.use(
    http.get(url("/tickets"), ({ request }) => {
      const cursor = new URL(request.url).searchParams.get("cursor");
      if (new URL(request.url).searchParams.get("queue") === "open") asked.push(cursor);
      const from = cursor ? 4 : 1;
      const items = [0, 1, 2].map((step) => rowOf(ticket(from + step, { updated_at: `2026-11-22T09:0${9 - from - step}:00.000Z` })));
      return HttpResponse.json({ items, next_cursor: cursor ? null : "sealed", partial: false });
    }),
  );
  openDesk("/northwind/inbox/open");
  await waitFor(async () => expect(await rows("Open")).toHaveLength(6));
  expect(asked).toContain("sealed");
});

test("a ticket that is not there is said to be missing, beside the list", async () => {
  openDesk("/northwind/inbox/mine/99");
  expect(await screen.findByRole("heading", { name: "This ticket is not here" })).toBeVisible();
  expect(await rows("Mine")).toHaveLength(3);
});

test("the short address of a ticket opens it", async () => {
  world.tickets.push(view(44));
  openDesk("/northwind/tickets/44");
  expect(await screen.findByRole("heading", { name: "Question 44" })).toBeVisible();
});

test("the key sheet opens with ? and lists the keys", async () => {
  const { user } = openDesk("/northwind/inbox/mine");
  await rows("Mine");
  await user.keyboard("?");
  const sheet = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  expect(within(sheet).getByText("Next ticket")).toBeVisible();
});
