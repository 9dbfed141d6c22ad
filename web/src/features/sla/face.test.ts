import { expect, test } from "vitest";
import type { Sla } from "@/api/types";
import { event, view } from "@/test/fixtures";
import { faceOf, leftOf, writeLeft } from "./face";
import { segmentsOf } from "./segments";
import { storiesOf } from "./story";

const at = (time: string) => `2026-11-22T${time}.000Z`;
const ms = (time: string) => Date.parse(at(time));
const clock = (fields: Partial<Sla> = {}): Sla => ({ metric: "first_response", due_at: at("10:00:00"), warn_at: at("09:45:00"), state: "running", paused_at: null, answered_at: null, ...fields });

test("the time alone makes a clock at risk and late, and the deadline itself is still in time", () => {
  const face = (time: string) => faceOf(clock(), ms(time));
  expect([face("09:44:59"), face("09:45:00"), face("10:00:00"), face("10:00:01")]).toEqual(["running", "warned", "warned", "breached"]);
});

test("a verdict stays what it is, whatever the time says", () => {
  expect(faceOf(clock({ state: "met", answered_at: at("09:50:00") }), ms("12:00:00"))).toBe("met");
  expect(faceOf(clock({ state: "breached" }), ms("09:00:00"))).toBe("breached");
});

test.each([
  [34 * 60_000 + 12_900, "34:12"],
  [0, "0:00"],
  [-400, "−0:01"],
  [-18 * 60_000, "−18:00"],
  [(2 * 60 + 10) * 60_000, "2:10 h"],
  [-(26 * 60 + 5) * 60_000, "−26:05 h"],
  [3 * 86_400_000 + 5, "3d"],
])("%d ms are written %s", (left, words) => {
  expect(writeLeft(left, "en")).toBe(words);
});

test("what is left stops with a late answer and with a pause", () => {
  expect(leftOf(clock({ state: "breached", answered_at: at("10:18:00") }), ms("23:00:00"))).toBe(-18 * 60_000);
  expect(leftOf(clock({ state: "paused", paused_at: at("09:59:55") }), ms("23:00:00"))).toBe(5_000);
});

test("the story of a clock: its start, its pauses, a late answer", () => {
  const seen = view(1, { sla: clock({ state: "breached", answered_at: at("10:18:00") }) });
  seen.events = [
    event("evt_1", "sla.clock_started", { due_at: at("09:40:00") }, { at: at("09:00:00") }),
    event("evt_2", "sla.clock_paused", { due_at: at("09:40:00") }, { at: at("09:10:00") }),
    event("evt_3", "sla.clock_resumed", { due_at: at("10:00:00") }, { at: at("09:30:00") }),
  ];
  const [story] = storiesOf(seen);
  expect(story).toMatchObject({ started_at: at("09:00:00"), pauses: [{ from: at("09:10:00"), to: at("09:30:00") }], clock: { answered_at: at("10:18:00") } });
  const kinds = story && segmentsOf(story, ms("12:00:00")).map(({ kind, tone }) => `${kind} ${tone}`);
  expect(kinds).toEqual(["started calm", "pause calm", "resumed calm", "warning risk", "due breach", "answered breach"]);
});

test("a clock that stands still keeps what is left, and its deadline is no moment yet", () => {
  const seen = view(1, { sla: clock({ state: "paused", paused_at: at("09:20:00") }) });
  seen.events = [event("evt_2", "sla.clock_paused", { due_at: at("10:00:00") }, { at: at("09:20:00") })];
  const [story] = storiesOf(seen);
  expect(story && leftOf(story.clock, ms("23:00:00"))).toBe(40 * 60_000);
  expect(story && segmentsOf(story, ms("23:00:00")).map(({ kind }) => kind)).toEqual(["started", "pause"]);
  expect(storiesOf(view(1, { sla: null }))).toEqual([]);
});

test("what is still to come is told apart from what was", () => {
  const story = { number: 1, clock: clock(), started_at: at("09:00:00"), target: null, pauses: [], exchanges: [] };
  expect(segmentsOf(story, ms("09:50:00")).map(({ kind, past }) => [kind, past])).toEqual([["started", true], ["warning", true], ["due", false]]);
});

test("the server's word that a clock is at risk counts, whatever the reader's own clock says", () => {
  expect(faceOf(clock({ state: "warned" }), ms("09:44:55"))).toBe("warned");
});
