/** Policies of promised times: their order, their conditions in rows and as text, their targets. */
import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { FilterNode, SlaPolicy, SlaPolicyList } from "@/api/types";
import { problem, server, url } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, session } from "@/test/fixtures";
import { settingsHandlers } from "@/test/settings-api";
import { setRules } from "@/test/work-api";

const FIRST = { urgent: 3_600, high: 14_400, normal: 28_800, low: 86_400 };
const LEVELS: SlaPolicy["levels"] = [
  { delay_seconds: 0, recipients: [{ kind: "assignee" }], actions: [{ kind: "notify" }] },
  { delay_seconds: 1_800, recipients: [{ kind: "role", id: "manager" }], actions: [{ kind: "notify" }] },
  { delay_seconds: 3_600, recipients: [{ kind: "role", id: "admin" }], actions: [{ kind: "notify" }] },
];
const policy = (id: string, fields: Partial<SlaPolicy> = {}): SlaPolicy => ({
  id,
  name: id,
  condition: { field: "tag", op: "any_of", values: [id.toLowerCase()] },
  first_response: FIRST,
  next_response: null,
  resolution: null,
  hours: "around_the_clock",
  pauses: { first_response: [], next_response: [], resolution: ["paused"] },
  reopen: "continue",
  warning_percent: 75,
  warning_lead_seconds: null,
  levels: LEVELS,
  active: true,
  ...fields,
});
const choice = (value: string, label = value) => ({ value, label, parent: null });
const FIELDS = [
  { id: "priority", name: "priority", label: null, kind: "choice", operators: ["any_of"], choices: ["urgent", "high", "normal", "low"].map((each) => choice(each)), keywords: [], optional: false },
  { id: "team", name: "team", label: null, kind: "choice", operators: ["any_of", "empty"], choices: [choice("tea_1", "Billing")], keywords: ["my_teams"], optional: true },
  { id: "tag", name: "tag", label: null, kind: "set", operators: ["any_of", "empty"], choices: null, keywords: [], optional: true },
];
const ROLES = ["admin", "manager", "agent", "customer"].map((id) => ({ id, name: id, permissions: [], reach: "all" }));
let list: SlaPolicyList;
let calls: { method: string; path: string; tag: string | null; body: Record<string, unknown> }[] = [];

const note = async (request: Request) => {
  const body = (await request.json()) as Record<string, unknown>;
  calls.push({ method: request.method, path: new URL(request.url).pathname.split("/v1/sla/")[1] ?? "", tag: request.headers.get("If-Match"), body });
  return body;
};
const reading = (filter: FilterNode | null, text: string, problems: object[] = []) => HttpResponse.json({ filter, text, stable: text, problems });

beforeEach(() => {
  calls = [];
  list = { items: [policy("Gold"), policy("Silver"), policy("default", { name: "", condition: { all: [] } })], version: 7 };
  setRules({ version: 3 });
  server.use(
    http.get(url("/roles"), () => HttpResponse.json({ items: ROLES })),
    ...settingsHandlers,
    http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))),
    http.get(url("/sla/policies"), () => HttpResponse.json(list)),
    http.get(url("/calendars"), () => HttpResponse.json({ items: [{ id: "cal_1", name: "Office" }] })),
    http.get(url("/escalation/rotas"), () => HttpResponse.json({ items: [{ id: "rot_1", name: "Night" }] })),
    http.get(url("/filters/fields"), () => HttpResponse.json({ items: FIELDS, conditions_limit: 100, depth_limit: 8, values_limit: 50, text_limit: 4000 })),
    http.post(url("/filters/parse"), async ({ request }) => {
      const body = (await request.json()) as { text?: string; filter?: FilterNode; viewer: boolean };
      if (body.viewer) return problem(500, "unavailable");
      if (body.text === undefined) return reading(body.filter ?? null, "as text");
      const at = body.text.indexOf("nothing:");
      if (at >= 0) return reading(null, "", [{ at, path: null, message: "there is no field nothing", code: "unknown_field", possible: ["priority", "team"] }]);
      return reading({ field: "team", op: "any_of", values: ["tea_1"] }, body.text);
    }),
    http.post(url("/sla/policies"), async ({ request }) => {
      await note(request);
      return HttpResponse.json(policy("New"), { status: 201 });
    }),
    http.patch(url("/sla/policies/:id"), async ({ request, params }) => {
      const body = await note(request);
      list = { version: list.version + 1, items: list.items.map((each): SlaPolicy => (each.id === params.id ? { ...each, ...body } : each)) };
      return HttpResponse.json(list);
    }),
    http.put(url("/sla/policy-order"), async ({ request }) => {
      const { ids } = (await note(request)) as { ids: string[] };
      list = { version: list.version + 1, items: [...ids, "default"].flatMap((id) => list.items.find((each) => each.id === id) ?? []) };
      return HttpResponse.json(list);
    }),
  );
});

const open = async (button: string) => {
  const desk = openDesk("/northwind/settings/policies");
  await desk.user.click(await screen.findByRole("button", { name: button }));
  return desk;
};

test("they stand in their order, the default last; the keyboard puts them into another", async () => {
  const { user } = openDesk("/northwind/settings/policies");
  expect(await screen.findByText("Tag has one of gold")).toBeVisible();
  expect(screen.getByRole("region", { name: "Default policy" })).toHaveTextContent("Urgent 1h · High 4h · Normal 8h · Low 1d");
  screen.getByRole("button", { name: "Move Silver" }).focus();
  await user.keyboard("{ArrowUp}");
  await waitFor(() => expect(calls).toEqual([{ method: "PUT", path: "policy-order", tag: '"7"', body: { ids: ["Silver", "Gold"] } }]));
  expect(screen.getByRole("button", { name: "Move Silver" })).toHaveFocus();
  await user.click(screen.getByRole("switch", { name: "Gold is in use" }));
  await waitFor(() => expect(calls[1]).toEqual({ method: "PATCH", path: "policies/Gold", tag: '"8"', body: { active: false } }));
  await waitFor(() => expect(screen.getByRole("switch", { name: "Gold is in use" })).not.toBeChecked());
});

test("conditions are put together in rows and groups, targets are lengths of time", async () => {
  const { user } = await open("New policy");
  await user.type(screen.getByLabelText("Name"), "Platinum");
  await user.click(await screen.findByRole("button", { name: "Add a condition" }));
  expect(screen.getByRole("combobox", { name: "Field" })).toHaveFocus();
  await user.selectOptions(screen.getByRole("combobox", { name: "Priority: add a value" }), "Urgent");
  await user.selectOptions(screen.getByRole("combobox", { name: "Priority: add a value" }), "High");
  await user.selectOptions(screen.getByRole("combobox", { name: "Priority: question" }), "is none of");
  await user.click(screen.getByRole("button", { name: "Add a group" }));
  const group = within(screen.getByRole("group", { name: "One of these holds" }));
  await user.selectOptions(group.getByRole("combobox", { name: "Field" }), "Tag");
  await user.type(group.getByRole("textbox", { name: "Tag: add a value" }), "vip{Enter}gold,");
  expect(screen.queryByRole("option", { name: "My teams" })).not.toBeInTheDocument();
  const urgent = screen.getByLabelText("Urgent");
  await user.clear(urgent);
  await user.type(urgent, "90 min");
  await user.tab();
  expect(urgent).toHaveValue("1h 30m");
  await user.click(screen.getByRole("button", { name: "Create" }));
  await waitFor(() => expect(calls).toHaveLength(1));
  expect(calls[0]?.body).toEqual({
    name: "Platinum",
    condition: { all: [{ not: { field: "priority", op: "any_of", values: ["urgent", "high"] } }, { any: [{ field: "tag", op: "any_of", values: ["vip", "gold"] }] }] },
    active: true,
    first_response: { ...FIRST, urgent: 5_400 },
    next_response: null,
    resolution: null,
    hours: "around_the_clock",
    pauses: { first_response: [], next_response: [], resolution: ["paused"] },
    reopen: "continue",
    warning_percent: 75,
    warning_lead_seconds: null,
    levels: LEVELS,
  });
});

test("as a text it is completed, mistakes stand with their place, and nothing unread is saved", async () => {
  const { user } = await open("Edit Gold");
  await user.click(await screen.findByRole("button", { name: "Write it as text" }));
  const box = await screen.findByRole("combobox", { name: "Condition as text" });
  expect(box).toHaveValue("as text");
  await user.clear(box);
  await user.type(box, "te");
  expect(screen.getByRole("option", { name: "team" })).toBeVisible();
  await user.keyboard("{ArrowDown}{Enter}bi{ArrowDown}{Enter} nothing:x");
  expect(box).toHaveValue("team:Billing nothing:x");
  expect(await screen.findByText("Character 14: there is no field nothing")).toBeVisible();
  expect(screen.getByText("Possible: priority, team")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText(/^Something on this form is wrong/)).toBeVisible();
  expect(calls).toEqual([]);
  await user.type(box, "{Backspace>9}");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(calls[0]?.body.condition).toEqual({ field: "team", op: "any_of", values: ["tea_1"] }));
  expect(calls[0]?.tag).toBe('"7"');
});

test("the default has neither name nor condition", async () => {
  const { user } = await open("Edit Default policy");
  expect(screen.queryByLabelText("Name")).not.toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Add a condition" })).not.toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Remove level 3" }));
  expect(screen.getByRole("heading", { name: "Level 2" })).toHaveFocus();
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(calls[0]?.body).toEqual({ levels: LEVELS.slice(0, 2) }));
});

test("all that can be promised is written, and sent alone", async () => {
  const { user } = await open("Edit Gold");
  await user.click(await screen.findByRole("switch", { name: "Resolution is promised" }));
  const low = within(screen.getByRole("group", { name: "Resolution" })).getByLabelText("Low");
  await user.clear(low);
  await user.type(low, "10d");
  await screen.findByRole("option", { name: "Business hours “Office”" });
  await user.selectOptions(screen.getByLabelText("Hours"), "Business hours “Office”");
  await user.selectOptions(screen.getByLabelText("Resolution stands still"), "while On hold");
  await user.selectOptions(screen.getByLabelText("When a resolved ticket is opened again"), "A second target begins");
  await user.type(screen.getByLabelText("And so long before the end"), "15 min");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(calls[0]?.body).toEqual({
      resolution: { urgent: 14_400, high: 86_400, normal: 259_200, low: 864_000 },
      hours: "calendar:cal_1",
      pauses: { first_response: [], next_response: [], resolution: ["on_hold"] },
      reopen: "new_target",
      warning_lead_seconds: 900,
    }),
  );
});

test("levels are put together with the keyboard, and what is wrong stands at its level", async () => {
  server.use(http.patch(url("/sla/policies/:id"), async ({ request }) => (await note(request), problem(422, "invalid", { errors: [{ field: "body.levels.1.recipients.0.id", message: "is not there", code: "unknown_value" }] })), { once: true }));
  const { user } = await open("Edit Gold");
  const level = (number: number) => within(screen.getByRole("listitem", { name: `Level ${number}` }));
  await user.click(await screen.findByRole("button", { name: "Level 2: one step down" }));
  expect(screen.getByRole("heading", { name: "Level 3" })).toHaveFocus();
  expect(await level(3).findByText("Role Manager")).toBeVisible();
  await user.selectOptions(level(2).getByRole("combobox", { name: "Level 2: add somebody" }), await level(2).findByRole("option", { name: "Night" }));
  await user.click(level(2).getByRole("button", { name: "Level 2: take Role Admin out" }));
  await user.click(level(2).getByRole("checkbox", { name: "Raise the priority" }));
  await user.click(level(2).getByRole("checkbox", { name: "Reassign the ticket" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await level(2).findByText("is not there")).toBeVisible();
  expect(calls[0]?.body).toEqual({
    levels: [
      LEVELS[0],
      { delay_seconds: 1_800, recipients: [{ kind: "rota", id: "rot_1" }], actions: [{ kind: "notify" }, { kind: "reassign", user_id: null, team_id: null }, { kind: "raise_priority" }] },
      { ...LEVELS[1], delay_seconds: 3_600 },
    ],
  });
});

test("a stale change is said; theirs can be taken", async () => {
  server.use(http.patch(url("/sla/policies/:id"), () => problem(412, "stale_version", { current_version: 8 })));
  const { user } = await open("Edit Gold");
  await user.type(await screen.findByLabelText("Name"), "en");
  list = { version: 8, items: [policy("Gold", { name: "Golden customers" }), ...list.items.slice(1)] };
  await user.click(screen.getByRole("button", { name: "Save" }));
  await user.click(await screen.findByRole("button", { name: "Show theirs" }));
  await waitFor(() => expect(screen.getByLabelText("Name")).toHaveValue("Golden customers"));
});

test("a draft is tried on past tickets before it is saved", async () => {
  const asked: unknown[] = [];
  const item = { number: 12, subject: "Broken lamp", policy_id: "default", target_seconds: 3_600, used_seconds: 5_400, verdict: "breached" };
  server.use(
    http.post(url("/sla/simulation"), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ looked_at: 40, items: [item, { ...item, number: 11, used_seconds: 60, verdict: "met" }] });
    }),
  );
  const { user } = await open("Edit Gold");
  const high = await screen.findByLabelText("High");
  await user.clear(high);
  expect(screen.getByRole("button", { name: "Try it on past tickets" })).toBeDisabled();
  await user.type(high, "2h");
  await user.click(screen.getByRole("button", { name: "Try it on past tickets" }));
  expect(await screen.findByText("It would take 2 of 40 tickets. 1 kept and 1 missed.")).toBeVisible();
  expect(screen.getByText("1h 30m of 1h")).toBeVisible();
  expect(asked).toEqual([{ policy_id: "Gold", condition: { all: [{ field: "tag", op: "any_of", values: ["gold"] }] }, first_response: { ...FIRST, high: 7_200 }, hours: "around_the_clock" }]);
  expect(calls).toEqual([]);
});
