import { expect, test } from "vitest";
import type { Row } from "@/api/types";
import { ticket } from "@/test/fixtures";
import { applyRow, mergeHead, rowsOf, type ListData } from "./list-pages";
import { rowOf } from "./ticket-cache";
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

test("a changed ticket leaves the view it no longer belongs to and stays in the others", () => {
  const data = loaded(page([row(2, 20), row(1, 10)], null));
  const changed = row(1, 30, { assignee_id: "usr_jonas" });
  expect(numbers(applyRow(data, changed, view("mine"), "usr_maya"))).toEqual([2]);
  expect(numbers(applyRow(data, changed, view("open"), "usr_maya"))).toEqual([2, 1]);
});
