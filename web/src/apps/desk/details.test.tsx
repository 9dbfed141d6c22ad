/** What is set on a ticket, where it stands, and what happens when that clashes. */
import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { afterResolving } from "@/features/tickets/after-resolving";
import { find, problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { event, JONAS, view } from "@/test/fixtures";
import { field, setRules, status } from "@/test/work-api";

const TICKET = url("/tickets/:number");
const heading = (name: string) => screen.findByRole("heading", { name, level: 1 });
const button = (name: RegExp) => screen.findAllByRole("button", { name }).then(([first]) => first as HTMLElement);

async function openTicket(number = 1) {
  const desk = openDesk(`/northwind/inbox/mine/${number}`);
  await heading(`Question ${number}`);
  const details = within(screen.getByRole("region", { name: "Details" }));
  await details.findByRole("heading", { name: "Watching" });
  return { ...desk, details };
}

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

test("a category is found in the tree, and taken away again", async () => {
  const category = (id: string, parent_id: string | null) => ({ id, label: id, parent_id, order: 0, active: true, replaced_by: null, version: 1 });
  setRules({ categories: [category("Billing", null), category("Refunds", "Billing")] });
  const { user } = await openTicket();
  await user.keyboard("g");
  await user.click(within(await screen.findByRole("menu")).getByText("Refunds"));
  await waitFor(() => expect(find(1).ticket.category_id).toBe("Refunds"));
  await user.click(await button(/^Category: Billing › Refunds/));
  await user.click(within(await screen.findByRole("menu")).getByText("No category"));
  await waitFor(() => expect(find(1).ticket.category_id).toBeNull());
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
