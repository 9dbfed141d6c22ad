import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { find, problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { message, reply } from "@/test/fixtures";
import { gate } from "@/test/gate";

const POST = url("/tickets/:number/messages");

async function openComposer() {
  const desk = openDesk("/northwind/inbox/mine/1");
  const area = await screen.findByRole("textbox", { name: "Reply to the customer" });
  return { ...desk, area, thread: screen.getByRole("region", { name: "Conversation" }) };
}

test("a reply goes out with Ctrl+Enter, names the last message seen, and is in the thread at once", async () => {
  const [answer, opened] = gate();
  const { user, area, thread } = await openComposer();
  server.use(
    http.post(POST, async () => {
      await opened;
      return HttpResponse.json({ message: reply("msg_2", { body_text: "Dear Ada" }), ticket: find(1).ticket }, { status: 201 });
    }, { once: true }),
  );
  await user.type(area, "Dear Ada");
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(await within(thread).findByText("Dear Ada")).toBeVisible();
  expect(area).toHaveValue("");
  answer();
  // The message may be drawn anew once it is on the server.
  await waitFor(() => expect(within(thread).getByText("Queued")).toBeVisible());
});

test("send and resolve is one request", async () => {
  const { user, area } = await openComposer();
  await user.type(area, "Done");
  await user.keyboard("{Control>}{Shift>}{Enter}{/Shift}{/Control}");
  await waitFor(() => expect(world.posted).toHaveLength(1));
  expect(world.posted[0]?.body).toEqual({ kind: "reply", body: "Done", last_seen_message_id: "msg_1", state_after: "resolved" });
});

test("a note is written in a field and with a button that say so, and is no reply", async () => {
  const { user } = await openComposer();
  await user.keyboard("n");
  const area = await screen.findByRole("textbox", { name: "Internal note" });
  await waitFor(() => expect(area).toHaveFocus());
  expect(screen.getByText("Internal note: only your team sees this")).toBeVisible();
  expect(screen.queryByRole("button", { name: /^Send/ })).not.toBeInTheDocument();
  await user.keyboard("for us");
  await user.click(screen.getByRole("button", { name: /Add note/ }));
  await waitFor(() => expect(world.posted[0]?.body).toEqual({ kind: "note", body: "for us" }));
});

test("when no answer comes the draft is kept, and trying again uses the same key", async () => {
  const keys: (string | null)[] = [];
  server.use(
    http.post(POST, ({ request }) => {
      keys.push(request.headers.get("Idempotency-Key"));
      return HttpResponse.error();
    }, { once: true }),
  );
  const { user, area } = await openComposer();
  await user.type(area, "Dear Ada");
  await user.click(screen.getByRole("button", { name: /^Send( |$)(?!&)/ }));
  expect(await screen.findByText(/Not sent: No answer came.*Your draft is kept/)).toBeVisible();
  expect(area).toHaveValue("Dear Ada");
  await user.type(area, "{Control>}{Enter}{/Control}");
  await waitFor(() => expect(world.posted).toHaveLength(1));
  expect(world.posted[0]?.key).toBe(keys[0]);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
});

test("two messages never share a key", async () => {
  const { user, area } = await openComposer();
  for (const text of ["one", "two"]) {
    await user.type(area, text);
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(world.posted.at(-1)?.body.body).toBe(text));
    await waitFor(() => expect(screen.queryByText("Sending…")).not.toBeInTheDocument());
  }
  expect(new Set(world.posted.map((each) => each.key)).size).toBe(2);
});

test("a text that was sent before in another form says so and gets a new key", async () => {
  const keys: (string | null)[] = [];
  server.use(
    http.post(POST, ({ request }) => {
      keys.push(request.headers.get("Idempotency-Key"));
      return problem(422, "idempotency_mismatch");
    }, { once: true }),
  );
  const { user, area } = await openComposer();
  await user.type(area, "Dear Ada");
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(await screen.findByText(/An earlier version of this text has already been sent/)).toBeVisible();
  await user.type(area, "{Control>}{Enter}{/Control}");
  await waitFor(() => expect(world.posted).toHaveLength(1));
  expect(world.posted[0]?.key).not.toBe(keys[0]);
});

test("when the conversation has moved on, the news stand above the kept draft and it can be sent after reading", async () => {
  const news = message("msg_2", { body_text: "Wait, I found it!", created_at: "2026-11-22T09:10:00.000Z" });
  server.use(
    http.post(POST, () => {
      const { ticket, messages } = find(1);
      messages.push(news);
      ticket.last_message_id = news.id;
      return problem(409, "stale_thread", { new_messages: [news] });
    }, { once: true }),
  );
  const { user, area } = await openComposer();
  await user.type(area, "Dear Ada");
  await user.keyboard("{Control>}{Enter}{/Control}");
  const answer = screen.getByRole("region", { name: "Answer" });
  expect(await within(answer).findByText(/Not sent: Ada Okafor wrote while you were writing/)).toBeVisible();
  expect(within(answer).getByText("Wait, I found it!")).toBeVisible();
  expect(area).toHaveValue("Dear Ada");
  expect(world.posted).toHaveLength(0);
  await user.click(within(answer).getByRole("button", { name: "Send anyway" }));
  await waitFor(() => expect(world.posted).toHaveLength(1));
  expect(world.posted[0]?.body).toMatchObject({ body: "Dear Ada", last_seen_message_id: "msg_2" });
});

test("a draft is there again after leaving the ticket, and gone after signing out", async () => {
  const { user, area, router } = await openComposer();
  await user.type(area, "half a sentence");
  await router.navigate({ to: "/$slug/inbox/$view/$number", params: { slug: "northwind", view: "mine", number: "2" } });
  await screen.findByRole("heading", { name: "Question 2" });
  expect(screen.getByRole("textbox", { name: "Reply to the customer" })).toHaveValue("");
  await router.navigate({ to: "/$slug/inbox/$view/$number", params: { slug: "northwind", view: "mine", number: "1" } });
  await screen.findByRole("heading", { name: "Question 1" });
  expect(screen.getByRole("textbox", { name: "Reply to the customer" })).toHaveValue("half a sentence");
  await user.click(screen.getAllByRole("button", { name: /Your menu/ })[0] as HTMLElement);
  await user.click(await screen.findByRole("menuitem", { name: "Sign out" }));
  expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(JSON.stringify(localStorage)).not.toContain("half a sentence");
});
