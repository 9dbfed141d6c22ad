import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { afterResolving } from "@/features/tickets/after-resolving";
import { isLive } from "@/api/live-link";
import type { Notification, Ticket } from "@/api/types";
import { rowOf } from "@/features/tickets/row-of";
import { find, problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { fakeSockets, line } from "@/test/fake-socket";
import { JONAS, MAYA, message, reply, ticket } from "@/test/fixtures";
import { gate } from "@/test/gate";

const AT = "2026-11-22T09:30:00.000Z";
const rowFrame = (each: Ticket) => ({ type: "row" as const, at: AT, number: each.number, version: each.version, row: rowOf(each) });
const ticketFrame = (each: Ticket, messages = [message("msg_1")]) => ({
  type: "ticket" as const,
  at: AT,
  number: each.number,
  version: each.version,
  ticket: each,
  messages,
  events: [],
});
const notification = (id: string, fields: Partial<Notification> = {}): Notification => ({
  id,
  kind: "assigned",
  number: 2,
  subject: "Question 2",
  at: AT,
  actor: { kind: "user", id: JONAS.id },
  message_id: null,
  level: null,
  read: false,
  ...fields,
});
const told = (each: Notification, unread: number, read_up_to: string | null = null) => ({
  type: "notification" as const,
  at: AT,
  notification: each,
  unread,
  read_up_to,
});

async function openLive(path: string) {
  const desk = openDesk(path, { live: true });
  await waitFor(() => expect(isLive()).toBe(true));
  if (/\d$/.test(path)) await screen.findByRole("heading", { name: /^Question/, level: 1 });
  await waitFor(() => expect(desk.client.isFetching()).toBe(0));
  return desk;
}
const inList = () => within(screen.getByRole("list", { name: "Mine" })).getAllByRole("link");
const handle = (name: RegExp) => screen.getAllByRole("button", { name })[0];
const presenceSaid = () => line().said.filter((each) => each.action === "presence").map((each) => each.state);

beforeEach(() => void fakeSockets());

test("what a colleague does is on screen without asking: a new ticket, a change, a ticket that leaves", async () => {
  await openLive("/northwind/inbox/mine/1");
  line().tell(rowFrame(ticket(4, { version: 1, subject: "Brand new" })), ticketFrame(ticket(1, { version: 4, priority: "urgent" })));
  await waitFor(() => expect(inList().map((each) => each.textContent)).toHaveLength(4));
  expect(screen.getByText("Brand new")).toBeVisible();
  expect(handle(/^Priority: Urgent/)).toBeVisible();
  line().tell(rowFrame(ticket(2, { version: 4, assignee_id: JONAS.id })));
  await waitFor(() => expect(inList()).toHaveLength(3));
  expect(screen.queryByText("Question 2")).not.toBeInTheDocument();
});

test("frames for one's own changes, faster than their answers, make nothing flicker", async () => {
  afterResolving.set("stay");
  const [answer, opened] = gate();
  const { user } = await openLive("/northwind/inbox/mine/1");
  server.use(
    http.patch(url("/tickets/:number"), async () => {
      await opened;
      return HttpResponse.json(ticket(1, { version: 4, state: "resolved", state_category: "resolved" }));
    }),
  );
  const seen: (string | null)[] = [];
  await user.keyboard("e");
  await waitFor(() => expect(handle(/^State: Resolved/)).toBeVisible());
  const observer = new MutationObserver(() => seen.push(handle(/^State:/)?.getAttribute("aria-label") ?? null));
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  // Somebody else's change first, then one's own, twice, then late news.
  line().tell(ticketFrame(ticket(1, { version: 4, state: "resolved", state_category: "resolved" })));
  line().tell(ticketFrame(ticket(1, { version: 5, state: "resolved", state_category: "resolved", priority: "high" })));
  line().tell(ticketFrame(ticket(1, { version: 4, state: "resolved", state_category: "resolved" })));
  await waitFor(() => expect(handle(/^Priority: High/)).toBeVisible());
  answer();
  await new Promise((resolve) => setTimeout(resolve, 100));
  observer.disconnect();
  expect(new Set(seen.filter(Boolean))).toEqual(new Set(["State: Resolved"]));
  expect(handle(/^Priority: High/)).toBeVisible();
});

test("a refused change is taken back to what others made of the ticket meanwhile", async () => {
  afterResolving.set("stay");
  const [answer, opened] = gate();
  const { user } = await openLive("/northwind/inbox/mine/1");
  server.use(
    http.patch(url("/tickets/:number"), async () => {
      await opened;
      return problem(412, "stale_version", { current_version: 4 });
    }),
  );
  await user.keyboard("e");
  await waitFor(() => expect(handle(/^State: Resolved/)).toBeVisible());
  Object.assign(find(1).ticket, { version: 4, state: "pending", state_category: "paused" });
  line().tell(ticketFrame({ ...find(1).ticket }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(handle(/^State: Resolved/)).toBeVisible();
  answer();
  await waitFor(() => expect(handle(/^State: Pending/)).toBeVisible());
  expect((await screen.findAllByText(/Somebody changed this ticket at the same moment/)).length).toBeGreaterThan(0);
  await waitFor(() => expect(inList()).toHaveLength(2));
});

test("an own message told before it is answered stands in the thread once", async () => {
  const [answer, opened] = gate();
  const { user } = await openLive("/northwind/inbox/mine/1");
  const sent = reply("msg_2", { body_text: "Dear Ada", created_at: AT });
  const after = ticket(1, { version: 4, last_message_id: "msg_2", message_count: 2 });
  server.use(
    http.post(url("/tickets/:number/messages"), async () => {
      await opened;
      return HttpResponse.json({ message: sent, ticket: after }, { status: 201 });
    }),
  );
  const thread = screen.getByRole("region", { name: "Conversation" });
  await user.type(screen.getByRole("textbox", { name: "Reply to the customer" }), "Dear Ada");
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(await within(thread).findByText("Dear Ada")).toBeVisible();
  line().tell(ticketFrame(after, [sent]));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(within(thread).getAllByText("Dear Ada")).toHaveLength(1);
  answer();
  expect(await within(thread).findByText("Queued")).toBeVisible();
  expect(within(thread).getAllByText("Dear Ada")).toHaveLength(1);
  line().tell(ticketFrame(after, [{ ...sent, send_state: "sent" }]));
  expect(await within(thread).findByText("Sent")).toBeVisible();
});

test("a customer's message while one writes is pointed out before sending", async () => {
  const { user } = await openLive("/northwind/inbox/mine/1");
  await user.type(screen.getByRole("textbox", { name: "Reply to the customer" }), "Dear Ada");
  const news = message("msg_2", { body_text: "I found it!", created_at: AT });
  line().tell(ticketFrame(ticket(1, { version: 4, last_message_id: "msg_2" }), [news]));
  expect(await screen.findByText(/Ada Okafor wrote while you were writing/)).toBeVisible();
});

test("who looks and who writes is shown at the answer and in the list, and said when somebody writes", async () => {
  await openLive("/northwind/inbox/mine/1");
  line().tell({ type: "presence", at: AT, number: 1, people: [{ user: JONAS.id, state: "viewing" }, { user: MAYA.id, state: "viewing" }] });
  expect((await screen.findAllByText("Jonas Lind is viewing")).length).toBe(2);
  line().tell({ type: "presence", at: AT, number: 1, people: [{ user: JONAS.id, state: "typing" }] });
  expect(await screen.findByText("Jonas Lind is typing…", { selector: "[role=status] *" })).toBeInTheDocument();
  line().tell({ type: "presence", at: AT, number: 1, people: [] });
  await waitFor(() => expect(screen.queryByText("Jonas Lind is typing…", { selector: ":not([role=status] *)" })).not.toBeInTheDocument());
});

test("the list shows who is on its tickets, and shows no longer who vanished", async () => {
  await openLive("/northwind/inbox/mine");
  await waitFor(() => expect(line().said).toContainEqual({ action: "who", rows: expect.arrayContaining([1, 2, 3]) as number[] }));
  line().tell({ type: "present", at: AT, numbers: [1, 2, 3], people: [{ number: 2, user: JONAS.id, state: "typing" }] });
  const inRow = { selector: "a *" };
  const row = (await screen.findByText("Jonas Lind is typing…", inRow)).closest("a");
  expect(row).toHaveAttribute("data-number", "2");
  line().tell({ type: "present", at: AT, numbers: [1, 2, 3], people: [] });
  await waitFor(() => expect(screen.queryByText("Jonas Lind is typing…", inRow)).not.toBeInTheDocument());
});

test("the others are told: looking, writing once for many keys, gone", async () => {
  const { user, router } = await openLive("/northwind/inbox/mine/1");
  await waitFor(() => expect(presenceSaid()).toEqual(["viewing"]));
  expect(line().said[0]?.topics).toEqual(["user:usr_maya", "queue:none", "ticket:1"]);
  await user.type(screen.getByRole("textbox", { name: "Reply to the customer" }), "Dear");
  expect(presenceSaid()).toEqual(["viewing", "typing"]);
  await router.navigate({ to: "/$slug/inbox/$view", params: { slug: "northwind", view: "mine" } });
  await waitFor(() => expect(presenceSaid()).toEqual(["viewing", "typing", "gone"]));
  expect(line().said).toContainEqual({ action: "unsubscribe", topics: ["ticket:1"] });
});

test("a notification is counted, told to screen readers, and leads to its ticket", async () => {
  const { user, router } = await openLive("/northwind/inbox/mine");
  await waitFor(() => expect(screen.getAllByRole("button", { name: "Notifications" }).length).toBeGreaterThan(0));
  world.notifications = [notification("ntf_1")];
  line().tell(told(notification("ntf_1"), 1));
  expect((await screen.findAllByRole("button", { name: "Notifications, 1 unread" })).length).toBeGreaterThan(0);
  expect(await screen.findByText("Jonas Lind assigned TKT-0002 to you")).toBeInTheDocument();
  expect(document.title).toMatch(/^\(1\) /);
  line().tell(told(notification("ntf_1"), 1));
  await user.keyboard("b");
  const panel = await screen.findByRole("dialog", { name: "Notifications" });
  await user.click(within(panel).getByRole("button", { name: /^Unread: Jonas Lind assigned TKT-0002 to you/ }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/northwind/inbox/open/2"));
  await waitFor(() => expect(world.notifications[0]?.read).toBe(true));
  expect(document.title).not.toMatch(/^\(/);
});

test("all can be marked as read; a refusal shows them again and says why", async () => {
  world.notifications = [notification("ntf_2", { kind: "breach" }), notification("ntf_1", { kind: "mentioned" })];
  const { user } = await openLive("/northwind/inbox/mine");
  server.use(http.post(url("/notifications/read"), () => problem(503, "unavailable"), { once: true }));
  await user.keyboard("b");
  const panel = await screen.findByRole("dialog", { name: "Notifications" });
  expect(within(panel).getByText("TKT-0002 is late")).toBeVisible();
  expect(within(panel).getByText("Jonas Lind mentioned you on TKT-0002")).toBeVisible();
  const all = within(panel).getByRole("button", { name: "Mark all as read" });
  await user.click(all);
  expect((await screen.findAllByText(/It could not be marked as read/)).length).toBeGreaterThan(0);
  await waitFor(() => expect(all).toBeEnabled());
  await user.click(all);
  await waitFor(() => expect(world.notifications.every((each) => each.read)).toBe(true));
  expect(all).toBeDisabled();
});

test("what was read in another window is read here", async () => {
  world.notifications = [notification("ntf_2"), notification("ntf_1")];
  await openLive("/northwind/inbox/mine");
  await screen.findAllByRole("button", { name: "Notifications, 2 unread" });
  line().tell(told(notification("ntf_2", { read: true }), 0, "ntf_2"));
  await waitFor(() => expect(screen.getAllByRole("button", { name: "Notifications" }).length).toBeGreaterThan(0));
});

test("kinds can be switched off", async () => {
  const { user } = await openLive("/northwind/inbox/mine");
  await user.keyboard("b");
  await user.click(await screen.findByRole("button", { name: "Choose what you hear of" }));
  const box = await screen.findByRole("checkbox", { name: "Somebody mentions me in a note" });
  expect(box).toBeChecked();
  await user.click(box);
  await waitFor(() => expect(world.preferences.mentioned).toBe(false));
  expect(box).not.toBeChecked();
});
