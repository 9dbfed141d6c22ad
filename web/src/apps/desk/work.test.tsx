/** The work on whole tickets, with the keyboard. */
import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { afterResolving } from "@/features/tickets/after-resolving";
import { find, problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { event, JONAS, message, view } from "@/test/fixtures";
import { field, setRules, status } from "@/test/work-api";

const TICKET = url("/tickets/:number");
const rows = async (name: string) => within(await screen.findByRole("list", { name })).findAllByRole("link");
const heading = (name: string) => screen.findByRole("heading", { name, level: 1 });
const button = (name: RegExp) => screen.findAllByRole("button", { name }).then(([first]) => first as HTMLElement);

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
  expect(await screen.findByText("1 message becomes a new ticket.")).toBeVisible();
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

test("t leads to the tags; Enter adds, Backspace takes away, others' tags are suggested", async () => {
  world.tickets[1] = view(2, { tags: ["refund"] });
  const { user, details } = await openTicket();
  await user.keyboard("t");
  const input = details.getByRole("combobox", { name: "Tags" });
  await waitFor(() => expect(input).toHaveFocus());
  await user.keyboard("ref");
  await details.findByRole("option", { name: "refund" });
  await user.keyboard("{ArrowDown}{Enter}");
  await waitFor(() => expect(find(1).ticket.tags).toEqual(["refund"]));
  await user.keyboard("VIP,");
  await waitFor(() => expect(find(1).ticket.tags).toEqual(["refund", "vip"]));
  await user.keyboard("{Backspace}");
  await waitFor(() => expect(find(1).ticket.tags).toEqual(["refund"]));
});

test("statuses of the tenant's own are offered under their state, and shown by their name", async () => {
  setRules({ statuses: [status("sta_parts", { agent_label: "Waiting for parts" }), status("sta_admin", { agent_label: "Only admins", roles: ["admin"] })] });
  const sent: unknown[] = [];
  server.use(
    http.patch(TICKET, async ({ request }) => {
      sent.push(await request.json());
      const { ticket } = find(1);
      return HttpResponse.json(Object.assign(ticket, { state: "pending", state_category: "paused", status_id: "sta_parts", version: 4 }));
    }),
  );
  const { user } = await openTicket();
  await user.keyboard("o");
  expect(await screen.findByRole("menuitemradio", { name: /Waiting for parts/ })).toBeVisible();
  expect(screen.queryByRole("menuitemradio", { name: /Only admins/ })).not.toBeInTheDocument();
  await user.click(screen.getByRole("menuitemradio", { name: /Waiting for parts/ }));
  expect(await button(/^State: Waiting for parts/)).toBeVisible();
  expect(sent).toEqual([{ status_id: "sta_parts" }]);
});

test("custom fields are edited where they stand; a bad value is said there and not sent", async () => {
  setRules({
    fields: [
      field("order", { label: "Order", type: "regex", pattern: "[A-Z]{2}\\d+" }),
      field("reason", { label: "Reason", type: "select", options: [{ value: "broken", label: "Broken" }], order: 2 }),
      field("parts", { label: "Parts", type: "multi_select", options: [{ value: "a", label: "Axle" }, { value: "b", label: "Belt" }], order: 3 }),
      field("paid", { label: "Paid", type: "checkbox", order: 4 }),
    ],
  });
  const { user, details } = await openTicket();
  const order = await details.findByRole("textbox", { name: "Order" });
  await user.type(order, "12{Enter}");
  expect(await details.findByText(/This does not have the form/)).toBeVisible();
  expect(find(1).ticket.fields).toEqual({});
  await user.clear(order);
  await user.type(order, "AB12{Enter}");
  await waitFor(() => expect(find(1).ticket.fields.order).toBe("AB12"));
  await user.click(details.getByRole("button", { name: /^Reason/ }));
  await user.click(await screen.findByRole("menuitemradio", { name: "Broken" }));
  await waitFor(() => expect(find(1).ticket.fields.reason).toBe("broken"));
  await user.click(details.getByRole("button", { name: /^Parts/ }));
  await user.click(await screen.findByRole("menuitemcheckbox", { name: "Axle" }));
  await user.click(await screen.findByRole("menuitemcheckbox", { name: "Belt" }));
  await waitFor(() => expect(find(1).ticket.fields.parts).toEqual(["a", "b"]));
  await user.keyboard("{Escape}");
  await user.click(details.getByRole("checkbox", { name: "Paid" }));
  await waitFor(() => expect(find(1).ticket.fields.paid).toBe(true));
});

test("a field that is wanted before resolving takes the focus, and resolving is offered when it is there", async () => {
  setRules({ fields: [field("order", { label: "Order", required: "resolve" })] });
  const { user, details } = await openTicket();
  await details.findByRole("textbox", { name: "Order" });
  await user.keyboard("e");
  await waitFor(() => expect(details.getByRole("textbox", { name: "Order" })).toHaveFocus());
  expect(details.getByText("Before it can be resolved: Order.")).toBeVisible();
  expect(find(1).ticket.state).toBe("open");
  await user.keyboard("AB12{Enter}");
  await user.click(await details.findByRole("button", { name: "Resolve now" }));
  await waitFor(() => expect(find(1).ticket.state).toBe("resolved"));
});

test("when the server wants a field that this page did not know of, it shows it", async () => {
  setRules({ fields: [field("order", { label: "Order" })] });
  const errors = [{ field: "body.fields.order", message: "is required", code: "required_on_resolve" }];
  server.use(http.patch(TICKET, () => problem(422, "invalid", { errors })));
  afterResolving.set("stay");
  const { user, details } = await openTicket();
  await details.findByRole("textbox", { name: "Order" });
  await user.keyboard("e");
  await waitFor(() => expect(details.getByRole("textbox", { name: "Order" })).toHaveFocus());
  expect(await details.findByText("Wanted before resolving")).toBeVisible();
  expect(await button(/^State: Open/)).toBeVisible();
});

test("when somebody else set the same field, both values are shown and the agent decides", async () => {
  const { user } = await openTicket();
  const sent: (string | null)[] = [];
  server.use(
    http.patch(TICKET, () => {
      const found = find(1);
      Object.assign(found.ticket, { priority: "urgent", version: 9 });
      found.events.push(event("evt_1", "ticket.priority_changed", { before: "normal", after: "urgent" }, { actor: { kind: "user", id: JONAS.id } }));
      return problem(412, "stale_version", { current_version: 9, conflicts: ["priority"] });
    }, { once: true }),
    http.patch(TICKET, async ({ request }) => {
      sent.push(request.headers.get("If-Match"));
      return HttpResponse.json(Object.assign(find(1).ticket, await request.json(), { version: 10 }));
    }),
  );
  await user.keyboard("p");
  await user.click(await screen.findByRole("menuitemradio", { name: "Low" }));
  expect(await screen.findByText(/Jonas Lind set “Priority” to “Urgent” while you set it to “Low”/)).toBeVisible();
  expect(await button(/^Priority: Urgent/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Write mine" }));
  await waitFor(() => expect(sent).toEqual(['"9"']));
  expect(await button(/^Priority: Low/)).toBeVisible();
  expect(screen.queryByText(/while you set it/)).not.toBeInTheDocument();
});
