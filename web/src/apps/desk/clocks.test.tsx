import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import type { Sla } from "@/api/types";
import { find, problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { event, view } from "@/test/fixtures";

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000 + 500).toISOString();
const clock = (due: number, warn: number, fields: Partial<Sla> = {}): Sla => ({ metric: "first_response", due_at: inMinutes(due), warn_at: inMinutes(warn), state: "running", paused_at: null, answered_at: null, ...fields });

const CALLED = {
  metric: "first_response" as const,
  breach_at: inMinutes(-18),
  level: 2,
  next_at: null as string | null,
  acknowledged_by: null,
  acknowledged_at: null,
};

function showClocks() {
  world.tickets = [
    view(1, { sla: clock(200, 100) }),
    view(2, { sla: clock(34, -5, { state: "warned" }) }),
    view(3, { sla: clock(-18, -40, { state: "breached" }), escalation_level: 2, escalations: [CALLED] }),
    view(4, { sla: clock(10, 5, { state: "met", answered_at: inMinutes(-30) }) }),
    view(5, { sla: clock(90, 50, { state: "paused", paused_at: inMinutes(-30) }) }),
    view(6, { sla: clock(-18, -40, { state: "breached", answered_at: inMinutes(-6) }) }),
  ];
}

const list = async (name: string) => within(await screen.findByRole("list", { name })).findAllByRole("link");

test("each row shows how its clock stands, in numbers and in words", async () => {
  showClocks();
  openDesk("/northwind/inbox/mine");
  const rows = await list("Mine");
  const faces = rows.map((row) => row.querySelector("[data-face]"));
  expect(faces.map((face) => face?.getAttribute("data-face")).sort()).toEqual(["breached", "breached", "met", "paused", "running", "warned"]);
  const [late] = rows.filter((row) => row.textContent.includes("Question 3"));
  expect(late).toHaveTextContent(/−1[78]:\d\d/);
  expect(late).toHaveAccessibleName(/First response: late since/);
  const [still] = rows.filter((row) => row.textContent.includes("Question 5"));
  expect(still).toHaveTextContent("paused 2:00 h");
  const [missed] = rows.filter((row) => row.textContent.includes("Question 6"));
  expect(missed).toHaveTextContent("missed");
  expect(missed).toHaveAccessibleName(/First response: answered late, was due/);
});

test("at risk and breached are views of their own, with their counts", async () => {
  showClocks();
  const { user } = openDesk("/northwind/inbox/mine");
  const views = await screen.findByRole("navigation", { name: "View" });
  await waitFor(() => expect(within(views).getByRole("link", { name: "At risk 1" })).toBeVisible());
  expect(within(views).getByRole("link", { name: "Breached 1" })).toBeVisible();
  await user.keyboard("3");
  expect(await list("At risk")).toHaveLength(1);
  await user.keyboard("4");
  expect((await list("Breached"))[0]).toHaveTextContent("Question 3");
});

test("an empty list of what presses says so", async () => {
  world.tickets = [];
  openDesk("/northwind/inbox/breached");
  expect(await screen.findByRole("heading", { name: "Nothing is late" })).toBeVisible();
});

test("l opens the clock with its moments", async () => {
  showClocks();
  find(2).events = [event("evt_1", "sla.clock_started", {}, { at: inMinutes(-60) })];
  const { user } = openDesk("/northwind/inbox/mine/2");
  await screen.findByRole("heading", { name: "Question 2" });
  await user.keyboard("l");
  const panel = await screen.findByRole("dialog", { name: "Promised time" });
  expect(within(panel).getAllByRole("listitem").map((item) => item.textContent.replace(/([A-Z][a-z]{2} )?\d.*/, ""))).toEqual(["Started", "Warning", "Dueto come"]);
});

test("the panel has every clock, each with its bar in words, and the answers so far", async () => {
  showClocks();
  const resolution = clock(200, 100, { metric: "resolution" });
  const next = clock(-50, -60, { metric: "next_response", state: "met", answered_at: inMinutes(-55) });
  Object.assign(find(2).ticket, { clocks: [next, resolution] });
  const told = { metric: "next_response", target_seconds: 900, answered_at: inMinutes(-55) };
  find(2).events = [
    event("evt_1", "sla.clock_started", { metric: "resolution", target_seconds: 14_400 }, { at: inMinutes(-60) }),
    event("evt_2", "sla.clock_paused", { metric: "resolution" }, { at: inMinutes(-40) }),
    event("evt_3", "sla.clock_resumed", { metric: "resolution" }, { at: inMinutes(-20) }),
    event("evt_4", "sla.target_met", { ...told, seconds: 300 }, { at: inMinutes(-55) }),
    event("evt_5", "sla.target_missed", { ...told, seconds: 1_200 }, { at: inMinutes(-30) }),
  ];
  const { user } = openDesk("/northwind/inbox/mine/2");
  await screen.findByRole("heading", { name: "Question 2" });
  await user.keyboard("l");
  const panel = within(await screen.findByRole("dialog", { name: "Promised time" }));
  expect(panel.getAllByRole("region").map((each) => each.getAttribute("aria-label"))).toEqual(["First response", "Next response", "Resolution"]);
  const whole = within(panel.getByRole("region", { name: "Resolution" }));
  expect(whole.getByRole("img", { name: /^ran .* to .*, paused .* to .*, running since / }).querySelectorAll("[data-span]")).toHaveLength(4);
  expect(whole.getByText("Target 4h")).toBeVisible();
  const rows = within(panel.getByRole("region", { name: "Next response" })).getAllByRole("row").slice(1);
  expect(rows.map((row) => row.lastElementChild?.textContent)).toEqual(["5m of 15m", "20m of 15m, late"]);
});

test("an escalation says who was called; acknowledging carries the version and shows at once", async () => {
  showClocks();
  const sent: (string | null)[] = [];
  server.use(
    http.post(url("/tickets/3/escalation/acknowledgement"), ({ request }) => {
      sent.push(request.headers.get("If-Match"));
      const { ticket } = find(3);
      Object.assign(ticket, { version: 4, escalations: [{ ...CALLED, acknowledged_by: "usr_maya", acknowledged_at: inMinutes(0) }] });
      return HttpResponse.json(ticket);
    }),
  );
  const { user } = openDesk("/northwind/inbox/mine/3");
  expect(await screen.findByText(/Escalated to level 2/)).toBeVisible();
  await user.keyboard("x");
  expect(await screen.findByText(/You take care of it since/)).toBeVisible();
  await waitFor(() => expect(sent).toEqual(['"3"']));
});

test("the ticket says who was called, and who was passed over and why", async () => {
  showClocks();
  const call = (id: string, data: Record<string, unknown>) => event(id, "escalation.called", { metric: "first_response", last_resort: false, done: ["notify"], skipped: [], ...data }, { actor: { kind: "system", id: null } });
  find(3).events = [
    call("evt_1", { level: 1, called: ["usr_jonas"], skipped: [{ level: 1, recipient: "assignee", user_id: "usr_maya", reason: "quiet" }, { level: 1, recipient: "rota:rot_1", user_id: null, reason: "nobody" }] }),
    call("evt_2", { level: 2, called: ["usr_jonas"], last_resort: true }),
  ];
  openDesk("/northwind/inbox/mine/3");
  expect(await screen.findByText(/called Jonas Lind for level 1 – passed over: Maya Keller \(quiet hours\) and nobody is on call/)).toBeVisible();
  expect(screen.getByText(/called the administrators, Jonas Lind, because no level reached anybody/)).toBeVisible();
});

test("h opens the calls level by level, with the execution that carries them", async () => {
  showClocks();
  const at = inMinutes(-17);
  const call = { level: 1, at, user_ids: ["usr_jonas"], skipped: [{ level: 1, recipient: "assignee", user_id: "usr_maya", reason: "quiet" }], skipped_more: 2, last_resort: false, actions: ["notify", "webhook"], assignee_id: "usr_jonas", team_id: null, priority: "high", webhook: { at, status: 503, failed: "refused" } };
  const execution = { name: "abc123", started_at: at, stopped_at: null };
  const executions = [{ ...execution, level: 2, state: "running" }, { ...execution, level: 3, state: "none" }];
  const course = { ...CALLED, level: 1, next_at: inMinutes(12), asked_by: null, ended_at: null, ended_because: null, steps: [{ level: 1, at, call }], executions };
  server.use(http.get(url("/tickets/3/escalations"), () => HttpResponse.json({ items: [course] })));
  const { user } = openDesk("/northwind/inbox/mine/3");
  expect(await screen.findByRole("button", { name: "Calls" })).toBeVisible();
  await user.keyboard("h");
  const panel = within(await screen.findByRole("dialog", { name: "Calls for TKT-0003" }));
  const late = within(await panel.findByRole("region", { name: "First response was late" }));
  const [first, next] = within(late.getAllByRole("list")[0] as HTMLElement).getAllByRole("listitem");
  expect(first).toHaveTextContent("Called Jonas Lind.Not called: Maya Keller (quiet hours) and 2 more.Ticket given to Jonas Lind · Priority High · Address called in vain: it refuses (503)");
  expect(next).toHaveTextContent(/^Level 2.*Follows then, unless somebody takes care before\.$/);
  expect(late.getByText("abc123").closest("li")).toHaveTextContent("AWS Step Functions, from level 2 on: abc123 – running");
});

test("calls that cannot be loaded are said, and asked for again", async () => {
  showClocks();
  server.use(http.get(url("/tickets/3/escalations"), () => problem(404, "not_found"), { once: true }), http.get(url("/tickets/3/escalations"), () => HttpResponse.json({ items: [] })));
  const { user } = openDesk("/northwind/inbox/mine/3");
  await user.click(await screen.findByRole("button", { name: "Calls" }));
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Nobody was called for this ticket.")).toBeVisible();
});

test("a refused acknowledgement comes back with the reason", async () => {
  showClocks();
  server.use(http.post(url("/tickets/3/escalation/acknowledgement"), () => problem(403, "forbidden")));
  const { user } = openDesk("/northwind/inbox/mine/3");
  await user.click(await screen.findByRole("button", { name: /Acknowledge/ }));
  expect(await screen.findByText("The escalation of TKT-0003 was not acknowledged.")).toBeVisible();
  expect(await screen.findByText(/Escalated to level 2/)).toBeVisible();
});

test("why a ticket has its policy is told when somebody asks", async () => {
  const condition = { text: "tag:vip", held: true, negated: true, because: null };
  const asked = { id: "slp_1", name: "Gold", active: true, won: false, held: false, conditions: [condition] };
  const won = { id: "default", name: "", active: true, won: true, held: true, conditions: [] };
  server.use(http.get(url("/sla/tickets/2"), () => HttpResponse.json({ policy_id: "default", version: 3, policies: [asked, won] })));
  showClocks();
  const { user } = openDesk("/northwind/inbox/mine/2");
  await screen.findByRole("heading", { name: "Question 2" });
  await user.keyboard("l");
  await user.click(await screen.findByRole("button", { name: "Why this policy?" }));
  const why = within(await screen.findByRole("region", { name: "Why this policy?" }));
  expect(await why.findByText("not: tag:vip")).toBeVisible();
  expect(why.getByText("does not hold")).toBeVisible();
  expect(why.getByText("Default policy")).toBeVisible();
  expect(why.getByText("It is for this ticket")).toBeVisible();
});

test("what became of the clock is told in the thread", async () => {
  showClocks();
  find(5).events = [
    event("evt_1", "sla.clock_started", { due_at: inMinutes(60) }, { at: inMinutes(-60) }),
    event("evt_2", "sla.clock_paused", { due_at: inMinutes(60) }, { at: inMinutes(-40) }),
    event("evt_3", "sla.clock_resumed", { due_at: inMinutes(90) }, { at: inMinutes(-10) }),
    event("evt_4", "sla.clock_cancelled", { metric: "resolution", reason: "restated" }, { at: inMinutes(-9) }),
    event("evt_5", "sla.target_missed", { metric: "next_response" }, { at: inMinutes(-8) }),
    event("evt_6", "escalation.webhook_failed", { metric: "resolution", level: 2, reason: "gone", status: 410 }, { at: inMinutes(-7) }),
  ];
  const { user } = openDesk("/northwind/inbox/mine/5");
  const thread = await screen.findByRole("region", { name: "Conversation" });
  await user.click(await within(thread).findByRole("button", { name: /earlier change/ }));
  expect(await within(thread).findByText(/started the clock: the first response is due/)).toBeVisible();
  expect(within(thread).getByText(/paused the clock of the first response/)).toBeVisible();
  expect(within(thread).getByText(/let the clock go on: the first response is due/)).toBeVisible();
  expect(within(thread).getByText(/ended the clock of the resolution without a verdict/)).toBeVisible();
  expect(within(thread).getByText(/noted the next response as late/)).toBeVisible();
  expect(within(thread).getByText(/called the address of level 2 in vain: it is gone/)).toBeVisible();
});
