/** The work on whole tickets, with the keyboard. */
import { screen, waitFor, within } from "@testing-library/react";
import { http } from "msw";
import { expect, test } from "vitest";
import { afterResolving } from "@/features/tickets/after-resolving";
import { find, problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { message, view } from "@/test/fixtures";

const rows = async (name: string) => within(await screen.findByRole("list", { name })).findAllByRole("link");
const heading = (name: string) => screen.findByRole("heading", { name, level: 1 });

async function openTicket(number = 1) {
  const desk = openDesk(`/northwind/inbox/mine/${number}`);
  await heading(`Question ${number}`);
  const details = within(screen.getByRole("region", { name: "Details" }));
  await details.findByRole("heading", { name: "Watching" });
  return { ...desk, details };
}

test("open, answer, resolve and be at the next ticket: four keys besides the text", async () => {
  const { user } = openDesk("/northwind/inbox/mine");
  await rows("Mine");
  let keys = 0;
  const press = async (key: string) => {
    keys += 1;
    await user.keyboard(key);
  };
  await press("j");
  await heading("Question 1");
  await press("r");
  const area = await screen.findByRole("textbox", { name: "Reply to the customer" });
  await waitFor(() => expect(area).toHaveFocus());
  await user.keyboard("Here it is.");
  await press("{Control>}{Shift>}{Enter}{/Shift}{/Control}");
  await heading("Question 2");
  await waitFor(() => expect(world.posted[0]?.body).toMatchObject({ kind: "reply", state_after: "resolved" }));
  await waitFor(async () => expect(await rows("Mine")).toHaveLength(2));
  // The next answer begins at once.
  await press("r");
  await waitFor(() => expect(screen.getByRole("textbox", { name: "Reply to the customer" })).toHaveFocus());
  expect(keys).toBeLessThanOrEqual(5);
});

test("after the last ticket the list is there, and so it is for those who want it always", async () => {
  const { user, router } = await openTicket(3);
  await user.keyboard("e");
  await waitFor(() => expect(router.state.location.pathname).toBe("/northwind/inbox/mine"));
  afterResolving.set("list");
  await user.keyboard("j");
  await heading("Question 1");
  await user.keyboard("e");
  await waitFor(() => expect(router.state.location.pathname).toBe("/northwind/inbox/mine"));
});

test("s snoozes by a number key; the ticket leaves the list, stands among the snoozed, and can be woken", async () => {
  const { user } = await openTicket();
  await user.keyboard("s");
  const dialog = within(await screen.findByRole("dialog", { name: "Snooze TKT-0001" }));
  expect(dialog.getByRole("button", { name: /Next business morning/ })).toBeVisible();
  await user.click(dialog.getByRole("button", { name: /Tomorrow morning/ }));
  await heading("Question 2");
  await waitFor(() => expect(find(1).ticket.snoozed_until).toMatch(/T09:00:00.000Z$/));
  expect(find(1).ticket.snoozed_until_reply).toBe(true);
  await waitFor(async () => expect(await rows("Mine")).toHaveLength(2));
  await user.keyboard("7");
  expect(await rows("Snoozed")).toHaveLength(1);
  await user.keyboard("j");
  expect(await screen.findByText(/Snoozed until .*, or until the customer replies/)).toBeVisible();
  await user.keyboard("{Shift>}S{/Shift}");
  await waitFor(() => expect(find(1).ticket.snoozed_until).toBeNull());
  expect(await screen.findByRole("heading", { name: "Nothing sleeps" })).toBeVisible();
});

test("a snooze that is refused puts the ticket back and says why", async () => {
  server.use(http.put(url("/tickets/:number/snooze"), () => problem(503, "unavailable")));
  const { user } = await openTicket();
  await user.keyboard("s");
  await screen.findByRole("dialog");
  await user.keyboard("1");
  expect((await screen.findAllByText("TKT-0001 was not snoozed.", { exact: false })).length).toBeGreaterThan(0);
  await waitFor(async () => expect(await rows("Mine")).toHaveLength(3));
});

test("m merges: search, both sides, what happens; the message takes it back", async () => {
  const { user, router } = await openTicket();
  await user.keyboard("m");
  const dialog = within(await screen.findByRole("dialog", { name: "Merge TKT-0001" }));
  await user.keyboard("tkt-0003");
  await dialog.findByRole("option", { name: /Question 3/ });
  await user.keyboard("{Enter}");
  expect(await dialog.findByRole("region", { name: "This one closes" })).toHaveTextContent("Question 1");
  expect(dialog.getByRole("region", { name: "This one stays" })).toHaveTextContent("Question 3");
  expect(dialog.getByText(/Answers and later mail go to TKT-0003/)).toBeVisible();
  await user.keyboard("{Enter}");
  await heading("Question 3");
  expect(find(1).ticket.merged_into).toBe(3);
  const details = within(screen.getByRole("region", { name: "Details" }));
  expect(await details.findByText("Merged into this one")).toBeVisible();
  await user.click(await screen.findByRole("button", { name: "Undo the merge" }));
  await waitFor(() => expect(find(1).ticket.merged_into).toBeNull());
  await waitFor(() => expect(router.state.location.pathname).toMatch(/\/1$/));
});

test("a merged ticket says where it went and can be taken out again", async () => {
  world.tickets[0] = view(1, { merged_into: 2, state: "closed", state_category: "terminal", allowed_states: [] });
  const { user } = openDesk("/northwind/inbox/mine/1");
  expect(await screen.findByText("Merged into TKT-0002. New mail goes there.")).toBeVisible();
  await user.click(await screen.findByRole("button", { name: "Undo the merge" }));
  await waitFor(() => expect(find(1).ticket.merged_into).toBeNull());
});

test("messages are picked in the thread and become a ticket of their own", async () => {
  world.tickets[0] = view(1, {}, [message("msg_1"), message("msg_2", { body_text: "And something else" })]);
  const { user } = await openTicket();
  await user.keyboard("{Shift>}M{/Shift}");
  const boxes = await screen.findAllByRole("checkbox", { name: /Split off the message/ });
  await waitFor(() => expect(boxes[1]).toHaveFocus());
  await user.keyboard(" ");
  expect(await screen.findByText("1 message becomes a new ticket. All stays here, too.")).toBeVisible();
  const subject = screen.getByLabelText("Subject of the new ticket");
  await user.clear(subject);
  await user.type(subject, "Something else{Enter}");
  expect(await heading("Something else")).toBeVisible();
  const details = within(screen.getByRole("region", { name: "Details" }));
  expect(await details.findByText("Split from")).toBeVisible();
});

test("links are added with their kind and let go, w watches, all at once on screen", async () => {
  const { user, details } = await openTicket();
  await user.keyboard("{Shift>}L{/Shift}");
  const dialog = within(await screen.findByRole("dialog", { name: "Link TKT-0001" }));
  await user.selectOptions(dialog.getByLabelText("Kind of link"), "blocks");
  await user.click(await dialog.findByRole("option", { name: /Question 2/ }));
  expect(await details.findByRole("heading", { name: "Blocks" })).toBeVisible();
  await waitFor(() => expect(find(1).ticket.links).toEqual([{ kind: "blocks", number: 2 }]));
  await user.click(details.getByRole("button", { name: "Remove the link to TKT-0002" }));
  await waitFor(() => expect(find(1).ticket.links).toEqual([]));
  await user.keyboard("w");
  await waitFor(() => expect(find(1).ticket.watchers).toEqual(["usr_maya"]));
  expect(await details.findByRole("button", { name: "Stop watching" })).toBeVisible();
});
