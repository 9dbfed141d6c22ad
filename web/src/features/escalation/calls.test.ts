import { expect, test } from "vitest";
import type { EscalationCourse } from "@/api/types";
import { carriedBy, endOf, isEnding, linesOf } from "./calls";

const at = (minute: number) => `2026-11-23T09:${String(minute).padStart(2, "0")}:00.000Z`;
const call = (level: number, minute: number) => ({
  level,
  at: at(minute),
  user_ids: ["usr_1"],
  skipped: [],
  skipped_more: 0,
  last_resort: false,
  actions: ["notify" as const],
  assignee_id: null,
  team_id: null,
  priority: null,
  webhook: null,
});
const execution = (state: EscalationCourse["executions"][number]["state"]) => ({ level: 2, name: "abc", state, started_at: null, stopped_at: null });
const course = (fields: Partial<EscalationCourse>): EscalationCourse => ({
  metric: "first_response",
  breach_at: at(0),
  level: 1,
  next_at: null,
  asked_by: null,
  acknowledged_by: null,
  acknowledged_at: null,
  ended_at: null,
  ended_because: null,
  steps: [],
  executions: [],
  ...fields,
});

test("a level whose call is on its way is told as such, and the next one with its moment", () => {
  const lines = linesOf(course({ steps: [{ level: 1, at: at(1), call: null }], next_at: at(30) }));
  expect(lines.map(({ kind }) => kind)).toEqual(["calling", "next"]);
  expect(lines.at(-1)).toMatchObject({ level: 2, at: at(30) });
});

test("a call stands under the level that it reached", () => {
  const [line] = linesOf(course({ level: 2, steps: [{ level: 1, at: at(1), call: call(2, 2) }] }));
  expect(line).toMatchObject({ kind: "called", level: 2, at: at(2) });
});

test("a level that nobody was called for any more was passed", () => {
  const steps = [{ level: 1, at: at(1), call: null }, { level: 2, at: at(5), call: call(2, 6) }];
  expect(linesOf(course({ level: 2, steps })).map(({ kind }) => kind)).toEqual(["passed", "called"]);
  const taken = linesOf(course({ steps: [{ level: 1, at: at(1), call: null }], acknowledged_at: at(1), acknowledged_by: "usr_1" }));
  expect(taken.map(({ kind }) => kind)).toEqual(["passed", "taken"]);
});

test("what went on after its end is told in its order", () => {
  const steps = [{ level: 1, at: at(1), call: call(1, 2) }, { level: 1, at: at(20), call: call(1, 21) }];
  const lines = linesOf(course({ steps, acknowledged_at: at(25), ended_at: at(30), ended_because: "answered" }));
  expect(lines.map(({ kind }) => kind)).toEqual(["called", "called", "taken", "ended"]);
});

test("why it ended has words, also for what is not known here", () => {
  expect(endOf("answered")).toBe("answered");
  expect(endOf("eaten")).toBe("other");
});

test("only executions that there are stand there, and one that ends is looked at again", () => {
  const standing = course({ next_at: at(30), executions: [execution("running"), execution("none")] });
  expect(carriedBy(standing).map(({ state }) => state)).toEqual(["running"]);
  expect(isEnding(standing)).toBe(false);
  expect(isEnding({ ...standing, next_at: null })).toBe(true);
  expect(isEnding({ ...standing, next_at: null, executions: [execution("aborted")] })).toBe(false);
});
