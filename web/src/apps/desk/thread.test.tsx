import { screen, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test, vi } from "vitest";
import type { Message } from "@/api/types";
import { server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { field, setRules } from "@/test/work-api";
import { event, JONAS, MAYA, message, reply, view } from "@/test/fixtures";

async function openThread(messages: Message[], events = [] as ReturnType<typeof event>[]) {
  world.tickets = [{ ...view(1, {}, messages), events }];
  const desk = openDesk("/northwind/inbox/mine/1");
  const thread = await screen.findByRole("region", { name: "Conversation" });
  return { ...desk, thread };
}

test("quoted text is trimmed behind a button and comes back on request", async () => {
  const written = "Thank you 👋\n\n";
  const text = `${written}> You wrote: hello`;
  const { user, thread } = await openThread([message("msg_1", { body_text: text, quoted_from: [...written].length })]);
  expect(within(thread).getByText("Thank you 👋")).toBeVisible();
  expect(within(thread).queryByText(/You wrote/)).not.toBeInTheDocument();
  await user.click(within(thread).getByRole("button", { name: "Show quoted text" }));
  expect(within(thread).getByText("> You wrote: hello")).toBeVisible();
});

test("a mail that is nothing but a quote is shown, not an empty message", async () => {
  const { thread } = await openThread([message("msg_1", { body_text: "> all of it", quoted_from: 0 })]);
  expect(within(thread).getByText("> all of it")).toBeVisible();
});

test("a note is named an internal note, and a sender that is not confirmed is marked", async () => {
  const note = reply("msg_2", { kind: "note", send_state: null, author: { kind: "user", id: JONAS.id, name: JONAS.name } });
  const { thread } = await openThread([message("msg_1", { authenticated: false }), note]);
  const card = within(thread).getByRole("article", { name: "Internal note from Jonas Lind" });
  expect(within(card).getByText("Internal note")).toBeVisible();
  expect(within(thread).getByText("Sender not confirmed")).toBeVisible();
});

test.each([
  ["queued", "Queued"],
  ["sending", "Sending"],
  ["sent", "Sent"],
  ["failed", "Not sent."],
  ["uncertain", "Perhaps sent."],
] as const)("a reply that is %s says so", async (send_state, words) => {
  const { thread } = await openThread([message("msg_1"), reply("msg_2", { send_state, send_error: "mailbox full" })]);
  expect(within(thread).getByText(words)).toBeVisible();
  const reason = within(thread).queryByText("Reason: mailbox full");
  expect(reason !== null).toBe(send_state === "failed" || send_state === "uncertain");
});

test("events are one line each: who did what", async () => {
  const events = [
    event("e1", "ticket.assigned", { before: null, after: MAYA.id }),
    event("e2", "ticket.state_changed", { before: "new", after: "pending", reason: "agent" }),
    event("e3", "ticket.unheard_of", {}, { at: "2026-11-22T09:30:00.000Z" }),
  ];
  const { thread } = await openThread([message("msg_1")], events);
  expect(await within(thread).findByText(/assigned the ticket to you and changed the state from New to Pending/)).toBeVisible();
  expect(within(thread).getByText(/recorded ticket.unheard_of/)).toBeVisible();
});

test("a change is told with what was before, and with its reason when nobody made it by hand", async () => {
  const options = [{ value: "s", label: "Small" }, { value: "m", label: "Middle" }];
  setRules({ fields: [field("size", { label: "Size", type: "multi_select", options })] });
  const told = [
    ["ticket.subject_changed", { before: "Printer on fire", after: "Smoke only" }, /changed the subject from “Printer on fire” to “Smoke only”/],
    ["ticket.state_changed", { before: "resolved", after: "closed", reason: "quiet_days" }, /from Resolved to Closed \(nobody wrote for the set number/],
    ["ticket.assigned", { before: JONAS.id, after: MAYA.id, reason: "agent" }, /handed the ticket from Jonas Lind to you/],
    ["ticket.unmerged", { into: 7 }, /took the ticket out of #7 again/],
    ["ticket.unsnoozed", { reason: "reply", before_until_reply: true }, /ended the snooze \(the customer wrote\)/],
    ["ticket.field_changed", { field_id: "fld_size", after: ["s", "m"] }, /set Size to Small and Middle/],
  ] as const;
  const events = told.map(([type, data], index) => event(`e${index}`, type, data as unknown as Record<string, never>));
  const { thread } = await openThread([message("msg_1")], events);
  for (const [, , words] of told) expect(await within(thread).findByText(words)).toBeVisible();
});

test("a long run of events is folded and can be opened", async () => {
  const events = [0, 1, 2, 3, 4].map((hour) =>
    event(`e${hour}`, "ticket.priority_changed", { after: "high" }, { at: `2026-11-22T1${hour}:00:00.000Z` }),
  );
  const { user, thread } = await openThread([message("msg_1")], events);
  expect(within(thread).getAllByText(/set the priority to High/)).toHaveLength(2);
  await user.click(within(thread).getByRole("button", { name: "3 earlier changes" }));
  expect(within(thread).getAllByText(/set the priority to High/)).toHaveLength(5);
});

test("an attachment is downloaded by a link asked for at that moment", async () => {
  const clicked = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
  server.use(
    http.get(url("/tickets/1/messages/msg_1/attachments/0"), () =>
      HttpResponse.json({ url: "https://content.example/signed", expires_at: "2026-11-22T10:00:00.000Z" }),
    ),
  );
  const attachments = [{ index: 0, name: "invoice.pdf", media_type: "application/pdf", size: 84_211, content_id: null, inline: false }];
  const { user, thread } = await openThread([message("msg_1", { attachments })]);
  await user.click(within(thread).getByRole("button", { name: /invoice\.pdf.*84 kB/ }));
  await vi.waitFor(() => expect(clicked).toHaveBeenCalledTimes(1));
  expect(clicked.mock.contexts[0]).toHaveProperty("href", "https://content.example/signed");
});

test("a message that was cut can be read whole", async () => {
  server.use(http.get(url("/tickets/1/messages/msg_1/body"), () => new HttpResponse("the whole long story")));
  const { user, thread } = await openThread([message("msg_1", { body_text: "the whole", truncated: true })]);
  await user.click(within(thread).getByRole("button", { name: "Show whole message" }));
  expect(await within(thread).findByText("the whole long story")).toBeVisible();
});

test("a reply that could not be sent is told while its thread is open", async () => {
  const { client } = await openThread([message("msg_1"), reply("msg_2", { send_state: "sending" })]);
  world.tickets = [view(1, {}, [message("msg_1"), reply("msg_2", { send_state: "failed", send_error: "mailbox full" })])];
  await client.invalidateQueries();
  expect(await screen.findByRole("alert")).toHaveTextContent("Your reply on TKT-0001 was not sent. mailbox full");
});
