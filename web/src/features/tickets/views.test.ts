import { expect, test } from "vitest";
import type { Row, Sla } from "@/api/types";
import { ticket } from "@/test/fixtures";
import { placeRow, rowsOf, type ListData } from "./list-pages";
import { compareRows, findView, type View } from "./views";

const at = (time: string) => `2026-11-22T${time}:00.000Z`;
const clock = (state: Sla["state"], due = "10:00", fields: Partial<Sla> = {}): Sla => ({ metric: "first_response", due_at: at(due), warn_at: at("09:45"), state, paused_at: null, answered_at: null, ...fields });
const view = (id: string) => findView(id) as View;
const [risk, late] = [view("at_risk"), view("breached")];
const places = (row: Row) => [risk, late].filter((each) => each.accepts(row, "")).map(({ id }) => id);

test.each<[string, Parameters<typeof ticket>[1], string[]]>([
  ["has time", { sla: clock("running") }, []],
  ["was warned", { sla: clock("warned") }, ["at_risk"]],
  ["is late", { sla: clock("breached") }, ["breached"]],
  ["stands still", { sla: clock("paused", "10:00", { paused_at: at("09:50") }) }, []],
  ["was answered late", { sla: clock("breached", "10:00", { answered_at: at("10:09") }) }, []],
  ["promises nothing", { sla: null }, []],
  ["is late while the customer is waited for", { state_category: "paused", sla: clock("breached") }, ["breached"]],
  ["is to be solved late while the customer is waited for", { state: "pending", state_category: "paused", sla: clock("breached", "10:00", { metric: "resolution" }) }, []],
  ["is to be solved late while another is waited for", { state: "on_hold", state_category: "paused", sla: clock("breached", "10:00", { metric: "resolution" }) }, ["breached"]],
  ["was warned while the customer is waited for", { state_category: "paused", sla: clock("warned") }, ["at_risk"]],
  ["sleeps", { snoozed_until: at("23:00"), sla: clock("warned") }, ["at_risk"]],
  ["is resolved", { state_category: "resolved", sla: clock("breached") }, []],
])("a ticket that %s", (_, fields, expected) => {
  expect(places(ticket(1, fields))).toEqual(expected);
});

test("what presses stands by its deadline, whatever its priority, and moves with its clock", () => {
  const rows = [ticket(3, { sla: clock("warned", "09:50"), priority: "low" }), ticket(1, { sla: clock("warned"), priority: "urgent" })];
  let list: ListData = { pages: [{ items: rows, next_cursor: null, partial: false }], pageParams: [null] };
  const tell = (row: Row, where: View) => (list = placeRow(list, row, where, ""));
  const shown = () => rowsOf(list).map(({ number }) => number);
  tell(ticket(2, { sla: clock("warned") }), risk);
  expect(shown()).toEqual([3, 1, 2]);
  expect(rowsOf(list)).toEqual([...rowsOf(list)].sort((a, b) => compareRows("due", a, b)));
  tell(ticket(1, { version: 2, sla: clock("warned", "09:40") }), risk);
  tell(ticket(3, { version: 2, sla: clock("breached", "09:50") }), risk);
  expect(shown()).toEqual([1, 2]);
  tell(ticket(1, { version: 3, sla: clock("met", "09:40", { answered_at: at("09:39") }) }), risk);
  expect(shown()).toEqual([2]);
});
