import { expect, test } from "vitest";
import type { Row } from "@/api/types";
import { ticket } from "@/test/fixtures";
import { catchUp, mergeHead, placeRow, rowsOf, type ListData } from "./list-pages";
import { rowOf } from "./row-of";
import { findView, type View } from "./views";

const view = (id: string) => findView(id) as View;

/** `minute` is when it last changed: the higher, the further up. */
const row = (number: number, minute: number, fields: Partial<Row> = {}): Row => ({
  ...rowOf(ticket(number)),
  updated_at: `2026-11-22T09:${String(minute).padStart(2, "0")}:00.000Z`,
  ...fields,
});

const page = (items: Row[], next_cursor: string | null) => ({ items, next_cursor, partial: false });
const loaded = (...pages: ReturnType<typeof page>[]): ListData => ({ pages, pageParams: pages.map(() => null) });
const numbers = (data: ListData) => rowsOf(data).map((each) => each.number);

test("new rows come on top and push the others down without losing one", () => {
  const data = loaded(page([row(4, 40), row(3, 30)], "a"), page([row(2, 20), row(1, 10)], null));
  const merged = mergeHead(data, page([row(5, 50), row(4, 40)], "b"), "updated");
  expect(numbers(merged)).toEqual([5, 4, 3, 2, 1]);
});

test("a row that has moved up is shown once, in its new form", () => {
  const data = loaded(page([row(4, 40), row(3, 30)], "a"), page([row(2, 20), row(1, 10)], null));
  const merged = mergeHead(data, page([row(1, 50, { subject: "again" }), row(4, 40)], "b"), "updated");
  expect(numbers(merged)).toEqual([1, 4, 3, 2]);
  expect(rowsOf(merged)[0]?.subject).toBe("again");
});

test("a row that has left within the fresh page's reach is gone", () => {
  const data = loaded(page([row(4, 40), row(3, 30)], "a"), page([row(2, 20), row(1, 10)], null));
  const merged = mergeHead(data, page([row(4, 40), row(2, 20)], "b"), "updated");
  expect(numbers(merged)).toEqual([4, 2, 1]);
});

test("a first page without a successor is the whole list", () => {
  const data = loaded(page([row(4, 40), row(3, 30)], "a"), page([row(2, 20)], null));
  expect(numbers(mergeHead(data, page([row(9, 50)], null), "updated"))).toEqual([9]);
});

test("by priority, urgent stands before low whatever is newer", () => {
  const urgent = (number: number) => row(number, 1, { priority: "urgent" });
  const low = (number: number) => row(number, 50, { priority: "low" });
  const data = loaded(page([urgent(1), low(3)], "a"), page([low(4)], null));
  expect(numbers(mergeHead(data, page([urgent(1), urgent(2)], "b"), "priority"))).toEqual([1, 2, 3, 4]);
});

test("a changed ticket leaves the view it no longer belongs to and moves in the others", () => {
  const data = loaded(page([row(2, 20), row(1, 10)], null));
  const changed = row(1, 30, { assignee_id: "usr_jonas" });
  expect(numbers(placeRow(data, changed, view("mine"), "usr_maya"))).toEqual([2]);
  expect(numbers(placeRow(data, changed, view("open"), "usr_maya"))).toEqual([1, 2]);
});

test("a new ticket stands where the server would put it, whatever page that is", () => {
  const data = loaded(page([row(4, 40), row(3, 30)], "a"), page([row(2, 20), row(1, 10)], null));
  expect(numbers(placeRow(data, row(9, 50), view("open"), "usr_maya"))).toEqual([9, 4, 3, 2, 1]);
  expect(numbers(placeRow(data, row(9, 15), view("open"), "usr_maya"))).toEqual([4, 3, 2, 9, 1]);
  expect(numbers(placeRow(data, row(9, 5), view("open"), "usr_maya"))).toEqual([4, 3, 2, 1, 9]);
});

test("what belongs beyond the last page loaded comes with the next page, even when the last row has left", () => {
  const data = loaded(page([row(4, 40), row(3, 30)], "a"));
  expect(numbers(placeRow(data, row(9, 5), view("open"), "usr_maya"))).toEqual([4, 3]);
  const left = placeRow(data, row(3, 50), view("open"), "usr_maya");
  expect(numbers(left)).toEqual([3, 4]);
  expect(numbers(placeRow(left, row(9, 35), view("open"), "usr_maya"))).toEqual([3, 4, 9]);
  expect(numbers(placeRow(left, row(9, 25), view("open"), "usr_maya"))).toEqual([3, 4]);
});

test("by priority, the sooner deadline comes first and none comes last", () => {
  const due = (number: number, due_at: string | null) =>
    row(number, 1, { sla: due_at ? { metric: "first_response", due_at, warn_at: due_at, state: "running", paused_at: null, answered_at: null } : null });
  const data = loaded(page([due(1, "2026-11-22T10:00:00.000Z"), due(2, null)], null));
  expect(numbers(placeRow(data, due(3, "2026-11-22T09:00:00.000Z"), view("mine"), "usr_maya"))).toEqual([3, 1, 2]);
  expect(numbers(placeRow(data, due(3, "2026-11-22T11:00:00.000Z"), view("mine"), "usr_maya"))).toEqual([1, 3, 2]);
});

test("an answer that is older than what was heard meanwhile is brought up to date", () => {
  const answer = page([row(4, 40), row(3, 30)], "a");
  const resolved = row(4, 50, { version: 9, state_category: "resolved" });
  const shown = catchUp(answer, [resolved, row(8, 45), row(3, 30, { version: 1 })], view("open"), "usr_maya", true);
  expect(shown.items.map((each) => [each.number, each.version])).toEqual([[8, 3], [3, 3]]);
});
