import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { afterResolving } from "@/features/tickets/after-resolving";
import { find, problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { message, reply, ticket, view } from "@/test/fixtures";
import { setRules } from "@/test/work-api";
import { serverDraft, writingDesk } from "@/test/writing";

const SEND = /^Send( |$)(?!&)/;
const later = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

async function openComposer() {
  const desk = openDesk("/northwind/inbox/mine/1");
  const area = await screen.findByRole("textbox", { name: "Reply to the customer" });
  await waitFor(() => expect(desk.client.isFetching()).toBe(0));
  return { ...desk, area };
}

/** The server holds what is sent, and gives it back. */
function holding(recall: () => Response = () => HttpResponse.json({})) {
  setRules({ undo_send_seconds: 10 });
  server.use(
    http.post(url("/tickets/:number/messages"), async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      world.posted.push({ key: null, body });
      const { ticket: held, messages } = find(1);
      const sent = reply("msg_2", { body_text: String(body.body), send_state: "held", send_after: later(10), created_at: new Date().toISOString() });
      messages.push(sent);
      Object.assign(held, { last_message_id: "msg_2", version: held.version + 1, state: body.state_after ?? held.state });
      return HttpResponse.json({ message: sent, ticket: held }, { status: 201 });
    }),
    http.post(url("/tickets/1/messages/msg_2/recall"), recall),
  );
}

function givenBack() {
  const { ticket: was, messages } = find(1);
  const taken = reply("msg_2", { body_text: "Dear Ada", send_state: "recalled" });
  messages.splice(messages.findIndex((each) => each.id === "msg_2"), 1, taken);
  Object.assign(was, { state: "open", version: was.version + 1 });
  const draft = serverDraft({ body: "Dear Ada", attachments: [{ upload_id: "upl_7", name: "a.pdf", media_type: "application/pdf", size: 9 }] });
  writingDesk.drafts = { mine: draft, shared: null };
  return HttpResponse.json({ message: taken, ticket: was, draft });
}

test("a reply can be called back with z: words, files and state return", async () => {
  holding(givenBack);
  afterResolving.set("stay");
  const { user, area } = await openComposer();
  await user.type(area, "Dear Ada{Control>}{Shift>}{Enter}{/Shift}{/Control}");
  expect(await screen.findByText(/Sending in \d+ seconds/)).toBeVisible();
  expect(world.posted[0]?.body).toMatchObject({ undo_seconds: 10, state_after: "resolved" });
  expect(screen.getByText("Reply on TKT-0001 is sent", { selector: "li *" })).toBeVisible();
  await user.keyboard("{Escape}z");
  await waitFor(() => expect(area).toHaveValue("Dear Ada"));
  const answer = screen.getByRole("region", { name: "Answer" });
  expect(within(answer).getByText("a.pdf")).toBeVisible();
  expect(await screen.findByText("Recalled. It was not sent.")).toBeVisible();
  expect(screen.getAllByRole("button", { name: /^State: Open/ })[0]).toBeVisible();
});

test("called back from the next ticket, a reply is there to go on with", async () => {
  holding(givenBack);
  const { user, area, router } = await openComposer();
  await user.type(area, "Dear Ada{Control>}{Shift>}{Enter}{/Shift}{/Control}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/northwind/inbox/mine/2"));
  expect(await screen.findByText("Reply on TKT-0001 is sent", { selector: "li *" })).toBeVisible();
  await user.keyboard("z");
  await waitFor(() => expect(router.state.location.pathname).toMatch(/\/1$/));
  await waitFor(() => expect(screen.getByRole("textbox", { name: "Reply to the customer" })).toHaveValue("Dear Ada"));
});

test("too late is said in so many words", async () => {
  holding(() => problem(409, "conflict", { send_state: "sending" }));
  const { user, area } = await openComposer();
  await user.type(area, "Dear Ada{Control>}{Enter}{/Control}");
  await screen.findByText(/Sending in \d+ seconds/);
  await user.keyboard("{Escape}z");
  expect(await screen.findByRole("alert")).toHaveTextContent("Too late to undo The reply has already gone out.");
  expect(area).toHaveValue("");
});

test("a reply can be sent tomorrow morning", async () => {
  const { user, area } = await openComposer();
  await user.type(area, "See you");
  await user.click(screen.getByRole("button", { name: "More ways to send" }));
  await user.click(await screen.findByRole("menuitem", { name: /Tomorrow morning/ }));
  await waitFor(() => expect(world.posted).toHaveLength(1));
  const at = String(world.posted[0]?.body.send_at);
  expect(at).toMatch(/T0[78]:00:00.000Z$/);
  expect(Date.parse(at)).toBeGreaterThan(Date.now());
  expect(world.posted[0]?.body).not.toHaveProperty("undo_seconds");
});

test("a scheduled reply says when it goes, and can go now, at another time, or not at all", async () => {
  const asked: unknown[] = [];
  const at = later(86_400);
  world.tickets = [
    view(1, { scheduled: [{ message_id: "msg_2", at }] }, [message("msg_1"), reply("msg_2", { send_state: "held", send_after: at })]),
  ];
  server.use(
    http.patch(url("/tickets/1/messages/msg_2"), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({});
    }),
    http.post(url("/tickets/1/messages/msg_2/recall"), () => {
      asked.push("recall");
      return HttpResponse.json({ message: reply("msg_2", { send_state: "recalled" }), ticket: ticket(1, { version: 4 }), draft: null });
    }),
  );
  const { user } = await openComposer();
  const thread = screen.getByRole("region", { name: "Conversation" });
  expect(within(thread).getByText(/^Goes out /)).toBeVisible();
  await user.click(within(thread).getByRole("button", { name: "Send now" }));
  await waitFor(() => expect(asked).toEqual([{ send_at: null }]));
  await user.click(within(thread).getByRole("button", { name: "Change time" }));
  await user.click(await screen.findByRole("menuitem", { name: /In an hour/ }));
  await waitFor(() => expect(asked).toHaveLength(2));
  await user.click(within(thread).getByRole("button", { name: "Cancel sending" }));
  await waitFor(() => expect(asked[2]).toBe("recall"));
});

test("recipients: added, moved, refused when they are no addresses, and taken back to everybody", async () => {
  const { user, area } = await openComposer();
  await user.type(area, "Dear all");
  await user.click(screen.getByRole("button", { name: /^Recipients/ }));
  await user.keyboard("cara@c.example,nonsense ");
  expect(screen.getByText("nonsense is not an e-mail address.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: SEND }));
  expect(world.posted).toHaveLength(0);
  await user.click(screen.getByRole("button", { name: "Remove nonsense" }));
  await user.type(screen.getByLabelText("Bcc"), "boss@n.example{Enter}");
  await user.click(screen.getByRole("button", { name: SEND }));
  await waitFor(() => expect(world.posted).toHaveLength(1));
  expect(world.posted[0]?.body).toMatchObject({ to: ["ada@harbourbooks.example", "cara@c.example"], cc: [], bcc: ["boss@n.example"] });
});

test("Backspace takes the last recipient away, and a reply to nobody does not go", async () => {
  const { user, area } = await openComposer();
  await user.type(area, "Dear nobody");
  await user.click(screen.getByRole("button", { name: /^Recipients/ }));
  await user.keyboard("{Backspace}{Escape}");
  await user.type(area, "{Control>}{Enter}{/Control}");
  expect(await screen.findByText("Add a recipient, or correct the address.")).toBeVisible();
  expect(world.posted).toHaveLength(0);
});

test("a parent that is resolved offers the reply to its children, and says what became of each", async () => {
  const links = [8, 9].map((number) => ({ kind: "parent_of" as const, number }));
  world.tickets = [view(1, { links })];
  const asked: unknown[] = [];
  server.use(
    http.post(url("/tickets/1/children/messages"), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ items: [{ number: 8, ok: true }, { number: 9, ok: false, problem: { status: 403, code: "forbidden" } }] });
    }),
  );
  const { user, area } = await openComposer();
  await user.type(area, "Fixed{Control>}{Shift>}{Enter}{/Shift}{/Control}");
  const dialog = await screen.findByRole("dialog", { name: "Tell the linked tickets too?" });
  await user.click(within(dialog).getByRole("button", { name: "Send to 2 tickets" }));
  expect(await within(dialog).findByText(/Not sent: Your role does not allow this/)).toBeVisible();
  expect(within(dialog).getByText("Sent")).toBeVisible();
  expect(asked).toEqual([{ body: "Fixed", state_after: "resolved" }]);
});
