import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { find, server, url } from "@/test/api";
import { openDesk } from "@/test/desk";

const row = async (name: RegExp) => within(await screen.findByRole("list", { name: "Mine" })).findByRole("link", { name });

test("a row's context menu changes that ticket without opening it", async () => {
  const { user, router } = openDesk("/northwind/inbox/mine/1");
  fireEvent.contextMenu(await row(/Question 2/), { clientX: 40, clientY: 60 });
  const menu = await screen.findByRole("menu", { name: "Actions for TKT-0002" });
  expect(within(menu).getByRole("menuitem", { name: "Assign to me" })).toHaveAttribute("aria-disabled", "true");
  await user.click(within(menu).getByRole("menuitem", { name: /Set priority/ }));
  await user.click(await screen.findByRole("menuitemradio", { name: "High" }));
  await waitFor(() => expect(find(2).ticket.priority).toBe("high"));
  expect(screen.queryByRole("menu")).toBeNull();
  expect(router.state.location.pathname).toBe("/northwind/inbox/mine/1");
});

test("with Shift the browser's own menu comes", async () => {
  openDesk("/northwind/inbox/mine");
  expect(fireEvent.contextMenu(await row(/Question 2/), { shiftKey: true })).toBe(true);
});

test("the open ticket has the same menu, with its keys", async () => {
  const { user } = openDesk("/northwind/inbox/mine/1");
  await screen.findByRole("heading", { name: "Question 1" });
  await user.keyboard(".");
  const menu = await screen.findByRole("menu", { name: "Actions for TKT-0001" });
  expect(within(menu).getByRole("menuitem", { name: /Resolve/ })).toHaveTextContent("E");
  await user.click(within(menu).getByRole("menuitem", { name: /Internal note/ }));
  expect(await screen.findByRole("textbox", { name: "Internal note" })).toHaveFocus();
});

test("the next ticket is there before it is asked for", async () => {
  const asked: string[] = [];
  server.use(
    http.get(url("/tickets/:number"), ({ params }) => {
      asked.push(String(params.number));
      return HttpResponse.json(find(params.number));
    }),
  );
  const { user, client } = openDesk("/northwind/inbox/mine/1");
  await waitFor(() => expect(client.getQueryData(["ticket", 2])).toBeDefined());
  await user.keyboard("j");
  expect(screen.getByRole("heading", { name: "Question 2" })).toBeVisible();
  expect(asked.filter((number) => number === "2")).toHaveLength(1);
});

test("a row under the pointer is fetched when the pointer rests on it", async () => {
  const { user, client } = openDesk("/northwind/inbox/mine/1");
  await user.hover(await row(/Question 3/));
  await waitFor(() => expect(client.getQueryData(["ticket", 3])).toBeDefined());
});
