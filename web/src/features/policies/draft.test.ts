/** What is sent of a policy that was written. */
import { expect, test } from "vitest";
import type { SlaPolicy } from "@/api/types";
import { bodyOf, patchOf, pausingOf, start } from "./draft";
import { actionOf, levelsOf, makeSecret, moved, NOTIFY, reassignTo, startLevels, withAction, withOneMore, without, withoutRecipient, withRecipient, webhookTo } from "./levels";

const TARGETS = { urgent: 60, high: 120, normal: 180, low: 240 };
const WEB = { kind: "telegram", address: "kept" } as unknown as typeof NOTIFY;
const KNOWN: SlaPolicy = {
  id: "slp_1",
  name: "Gold",
  condition: { all: [] },
  first_response: TARGETS,
  next_response: TARGETS,
  resolution: null,
  hours: "team",
  pauses: { first_response: ["pending", "on_hold"], next_response: [], resolution: ["paused"] },
  reopen: "restart",
  warning_percent: 80,
  warning_lead_seconds: 900,
  levels: [
    { delay_seconds: 0, recipients: [{ kind: "assignee", id: null }], actions: [{ kind: "notify", user_id: null, team_id: null }, WEB] },
    { delay_seconds: 600, recipients: [{ kind: "rota", id: "rot_1" }], actions: [NOTIFY] },
  ],
  active: true,
};
const all = { all: [] };

test("nothing changed is nothing sent, also of what the form says in another way", () => {
  expect(patchOf(KNOWN, start(KNOWN), all)).toEqual({});
});

test("only what was changed is sent", () => {
  const draft = start(KNOWN);
  draft.promised = { ...draft.promised, next_response: false, resolution: true };
  draft.warning_lead = " ";
  draft.resolution = { ...draft.resolution, low: "10d" };
  expect(patchOf(KNOWN, draft, all)).toEqual({
    next_response: null,
    resolution: { urgent: 14_400, high: 86_400, normal: 259_200, low: 864_000 },
    warning_lead_seconds: null,
  });
});

test("the default is sent without its name and condition", () => {
  const known = { ...KNOWN, id: "default", name: "" };
  expect(patchOf(known, { ...start(known), name: "x", active: false }, { field: "tag", op: "empty" } as never)).toEqual({ active: false });
});

test("a new one promises a first response around the clock and calls three levels", () => {
  const body = bodyOf({ ...start(null), name: "New" }, all);
  expect(body).toMatchObject({ hours: "around_the_clock", next_response: null, resolution: null, reopen: "continue", warning_percent: 75, warning_lead_seconds: null, active: true });
  expect(body.levels?.map(({ delay_seconds }) => delay_seconds)).toEqual([0, 1_800, 3_600]);
});

test("what is no length of time is sent as none, to be refused at its place", () => {
  const draft = { ...start(null), warning_lead: "soon" };
  draft.levels = draft.levels.map((each) => ({ ...each, delay: "later" }));
  const body = bodyOf(draft, all);
  expect([body.warning_lead_seconds, body.levels?.map(({ delay_seconds }) => delay_seconds)]).toEqual([0, [0, 0, 0]]);
});

test.each([
  [[], "never"],
  [["pending"], "pending"],
  [["on_hold"], "on_hold"],
  [["paused"], "paused"],
  [["on_hold", "pending"], "paused"],
])("pauses in %j are the choice %s", (states, choice) => expect(pausingOf(states)).toBe(choice));

test("levels come, go and change places; the first is always called at once", () => {
  const three = withOneMore(startLevels(KNOWN.levels));
  expect(three.map(({ key, delay }) => `${key} ${delay}`)).toEqual(["0 0m", "1 10m", "2 20m"]);
  const swapped = moved(three, 1, -1);
  expect(swapped.map(({ key, delay }) => `${key} ${delay}`)).toEqual(["1 0m", "0 10m", "2 20m"]);
  expect(moved(three, 2, 1)).toEqual(three);
  const left = levelsOf(without(swapped, 1));
  expect(left.map(({ delay_seconds }) => delay_seconds)).toEqual([0, 1_200]);
  expect(left[0]?.actions).toContainEqual(WEB);
  expect(withOneMore([]).map(({ key }) => key)).toEqual([0]);
});

test("recipients are named once", () => {
  const [level] = startLevels(KNOWN.levels);
  if (!level) throw new Error("no level");
  expect(withRecipient(level, { kind: "assignee" })).toBe(level);
  const both = withRecipient(level, { kind: "role", id: "admin" });
  expect(both.recipients).toHaveLength(2);
  expect(withoutRecipient(both, { kind: "assignee" }).recipients).toEqual([{ kind: "role", id: "admin" }]);
});

test("actions are switched, and one that is not known stays", () => {
  const [level] = startLevels(KNOWN.levels);
  if (!level) throw new Error("no level");
  const given = withAction(level, "reassign", reassignTo("team:tea_1"));
  expect(given.actions.map(({ kind }) => kind)).toEqual(["notify", "reassign", "telegram"]);
  expect(actionOf(given, "reassign")).toEqual({ kind: "reassign", user_id: null, team_id: "tea_1" });
  expect(withAction(given, "notify", null).actions).toEqual([reassignTo("team:tea_1"), WEB]);
});

test("an address is called with a secret that is sent once, and none where it stays", () => {
  const [level] = startLevels(KNOWN.levels);
  if (!level) throw new Error("no level");
  const called = withAction(level, "webhook", webhookTo(" https://hooks.example.com/ ", ""));
  expect(called.actions.map(({ kind }) => kind)).toEqual(["notify", "webhook", "telegram"]);
  expect(actionOf(called, "webhook")).toEqual({ kind: "webhook", address: "https://hooks.example.com/", secret: null });
  const made = [makeSecret(), makeSecret()];
  expect(new Set(made).size).toBe(2);
  for (const each of made) expect(atob(each.replace("whsec_", ""))).toHaveLength(32);
  expect(levelsOf([withAction(called, "webhook", webhookTo("https://a.example.com", made[0] ?? ""))])[0]?.actions?.[1]).toMatchObject({ secret: made[0] });
});
