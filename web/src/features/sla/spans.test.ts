import { expect, test } from "vitest";
import type { Sla } from "@/api/types";
import { event, view } from "@/test/fixtures";
import { placeOf, spansOf } from "./spans";
import { exchangesOf, storiesOf, type Story } from "./story";

const at = (time: string) => `2026-11-22T${time}:00.000Z`;
const ms = (time: string) => Date.parse(at(time));
const clock = (fields: Partial<Sla> = {}): Sla => ({ metric: "resolution", due_at: at("10:00"), warn_at: at("09:45"), state: "running", paused_at: null, answered_at: null, ...fields });
const story = (fields: Partial<Sla> = {}, pauses: Story["pauses"] = []): Story => ({ number: 1, clock: clock(fields), started_at: at("09:00"), target: 3_600, pauses, exchanges: [] });
const said = (told: Story, now: string) => spansOf(told, ms(now)).map(({ kind, from, to }) => `${kind} ${new Date(from).toISOString().slice(11, 16)}-${new Date(to).toISOString().slice(11, 16)}`);

test.each([
  ["runs", story(), "09:20", ["running 09:00-09:20", "ahead 09:20-10:00"]],
  ["has been paused", story({}, [{ from: at("09:10"), to: at("09:30") }]), "09:40", ["running 09:00-09:10", "paused 09:10-09:30", "running 09:30-09:40", "ahead 09:40-10:00"]],
  ["stands still, and is due so much later", story({ state: "paused", paused_at: at("09:10") }, [{ from: at("09:10"), to: null }]), "12:00", ["running 09:00-09:10", "paused 09:10-12:00", "ahead 12:00-12:50"]],
  ["is late", story({ state: "breached" }), "10:30", ["running 09:00-10:00", "late 10:00-10:30"]],
  ["was answered late", story({ state: "breached", answered_at: at("10:20") }), "15:00", ["running 09:00-10:00", "late 10:00-10:20"]],
  ["was met", story({ state: "met", answered_at: at("09:50") }), "15:00", ["running 09:00-09:50", "ahead 09:50-10:00"]],
  ["begins after the reader's clock", story(), "08:59", ["ahead 09:00-10:00"]],
])("a clock that %s", (_, told, now, spans) => expect(said(told, now)).toEqual(spans));

test("a moment has its place on the bar, or none", () => {
  const spans = spansOf(story(), ms("09:20"));
  expect([placeOf(at("09:45"), spans), placeOf(at("10:00"), spans), placeOf(at("08:00"), spans), placeOf(at("09:45"), [])]).toEqual([0.75, null, null, null]);
});

test("all clocks of a ticket are told, the one to look at first before the others", () => {
  const first = clock({ metric: "first_response", state: "met", answered_at: at("09:05") });
  const seen = view(1, { sla: clock(), clocks: [first, clock()] });
  seen.events = [
    event("evt_2", "sla.clock_recomputed", { metric: "resolution", target_seconds: 7_200 }, { at: at("09:30") }),
    event("evt_1", "sla.clock_started", { metric: "resolution", target_seconds: 3_600 }, { at: at("09:00") }),
    event("evt_3", "sla.clock_paused", { metric: "resolution" }, { at: at("09:40") }),
  ];
  const stories = storiesOf(seen);
  expect(stories.map(({ clock: { metric }, target, pauses }) => [metric, target, pauses.length])).toEqual([
    ["resolution", 7_200, 1],
    ["first_response", null, 0],
  ]);
  expect(storiesOf(view(1, { sla: null }))).toEqual([]);
});

test("each exchange is one row with its target and what it took; a voided one is none", () => {
  const answer = (id: string, type: string, seconds: number, fields = {}) => event(id, type, { metric: "next_response", target_seconds: 600, seconds, answered_at: at("09:30"), ...fields }, { at: at(`10:0${id.at(-1) ?? ""}`) });
  const events = [
    answer("evt_3", "sla.target_missed", 900),
    answer("evt_1", "sla.target_met", 60),
    answer("evt_2", "sla.target_met", 9, { metric: "first_response" }),
    answer("evt_4", "sla.target_met", 30),
    event("evt_5", "sla.fact_voided", { metric: "next_response", fact: "sla.target_met", reason: "recalled" }, { at: at("10:05") }),
  ];
  expect(exchangesOf(events)).toEqual([
    { at: at("09:30"), target: 600, seconds: 60, late: false },
    { at: at("09:30"), target: 600, seconds: 900, late: true },
  ]);
});

test("an exchange whose breach was none, as somebody said later, was in time", () => {
  const answer = (id: string, type: string, answered: string, fields = {}) => event(id, type, { metric: "next_response", target_seconds: 600, seconds: 900, answered_at: at(answered), ...fields }, { at: at(`10:0${id.at(-1) ?? ""}`) });
  const events = [
    answer("evt_1", "sla.target_missed", "09:30"),
    answer("evt_2", "sla.target_missed", "09:40"),
    event("evt_3", "sla.fact_voided", { metric: "next_response", fact: "sla.target_missed", reason: "restated", former: true }, { at: at("10:05") }),
    answer("evt_4", "sla.target_met", "09:30", { former: true }),
  ];
  expect(exchangesOf(events).map(({ late }) => late)).toEqual([false, true]);
});

test("the time in which a ticket was resolved is a pause of its own", () => {
  const seen = view(1, { sla: clock() });
  const told = (id: string, type: string, time: string, data = {}) => event(id, type, { metric: "resolution", ...data }, { at: at(time) });
  seen.events = [
    told("evt_1", "sla.clock_started", "09:00", { target_seconds: 3_600 }),
    told("evt_2", "sla.clock_paused", "09:10"),
    told("evt_3", "sla.clock_resumed", "09:20"),
    told("evt_4", "sla.target_met", "09:40", { answered_at: at("09:40") }),
    told("evt_5", "sla.fact_voided", "12:00", { fact: "sla.target_met", reason: "reopened" }),
    told("evt_6", "sla.clock_resumed", "12:00"),
  ];
  expect(storiesOf(seen)[0]?.pauses).toEqual([
    { from: at("09:10"), to: at("09:20") },
    { from: at("09:40"), to: at("12:00") },
  ]);
});
