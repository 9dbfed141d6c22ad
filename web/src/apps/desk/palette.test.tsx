import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { find, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { view } from "@/test/fixtures";

const field = () => screen.findByRole("combobox", { name: "Command palette" });
const active = (input: HTMLElement) => document.getElementById(input.getAttribute("aria-activedescendant") ?? "");

async function openPalette(path: string) {
  const desk = openDesk(path);
  await screen.findByRole("heading", { name: "Question 1" });
  await within(await screen.findByRole("list", { name: "Mine" })).findAllByRole("link");
  await desk.user.keyboard("{Control>}k{/Control}");
  return { ...desk, input: await field() };
}

test("opens while one is typing, offers what can be done now with its keys, and runs it", async () => {
  const { user } = openDesk("/northwind/inbox/mine/1");
  await user.click(await screen.findByRole("textbox", { name: "Reply to the customer" }));
  await user.keyboard("{Control>}k{/Control}");
  const input = await field();
  expect(screen.getByRole("option", { name: /Internal note/ })).toHaveTextContent("N");
  expect(screen.queryByRole("option", { name: /Acknowledge/ })).toBeNull();
  await user.keyboard("resol");
  await waitFor(() => expect(active(input)).toHaveTextContent("Resolve"));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(find(1).ticket.state).toBe("resolved"));
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("arrows walk through the results and round the end; Escape leaves", async () => {
  const { user, input } = await openPalette("/northwind/inbox/mine/1");
  const first = active(input);
  await user.keyboard("{ArrowUp}");
  expect(active(input)).toBe(screen.getAllByRole("option").at(-1));
  await user.keyboard("{ArrowDown}");
  expect(active(input)).toBe(first);
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("finds a ticket by its subject and by its number, also one that no list has loaded", async () => {
  world.tickets.push(view(44, { state_category: "resolved", state: "resolved" }));
  const { user, router, input } = await openPalette("/northwind/inbox/mine/1");
  await user.keyboard("question 3");
  await waitFor(() => expect(active(input)).toHaveTextContent("Question 3"));
  await user.clear(input);
  await user.keyboard("TKT-0044");
  await waitFor(() => expect(active(input)).toHaveTextContent("Open ticket 44"));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/northwind/inbox/open/44"));
});

test("a person leads to their tickets, a colleague can be given the open one", async () => {
  const { user, input } = await openPalette("/northwind/inbox/mine/1");
  await user.keyboard("ada okafor");
  await user.click(await screen.findByRole("option", { name: /Ada Okafor\s*Customer/ }));
  await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(3));
  await user.keyboard("{Backspace}jonas");
  await user.click(await screen.findByRole("option", { name: /Jonas Lind/ }));
  await user.click(await screen.findByRole("option", { name: "Assign to Jonas Lind" }));
  await waitFor(() => expect(find(1).ticket.assignee_id).toBe("usr_jonas"));
  expect(input).not.toBeInTheDocument();
});

test("what is not found is said, and where was looked", async () => {
  const { user } = await openPalette("/northwind/inbox/mine/1");
  await user.keyboard("xyzzy");
  expect(await screen.findByText("Nothing found for “xyzzy”")).toBeVisible();
});

test("the slash searches tickets and people only", async () => {
  const { user } = openDesk("/northwind/inbox/mine/1");
  await screen.findByRole("heading", { name: "Question 1" });
  await user.keyboard("/");
  await screen.findByRole("combobox", { name: "Search tickets and people" });
  expect(screen.queryByRole("option")).toBeNull();
});
