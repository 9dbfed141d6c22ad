import { expect, test } from "vitest";
import { findView, type View } from "@/features/tickets/views";
import { ticket } from "@/test/fixtures";
import { groupRows } from "./group-rows";

const now = new Date(2026, 10, 22, 12).getTime();
const daysBefore = (days: number, hour = 0) => new Date(2026, 10, 22 - days, hour).toISOString();
const view = (id: string) => findView(id) as View;

test("rows stand under the reader's own days", () => {
  const rows = [daysBefore(0), daysBefore(1, 23), daysBefore(1), daysBefore(6), daysBefore(7, 23)].map((updated_at, index) => ticket(index, { updated_at }));
  const names = groupRows(rows, view("open"), now).map((item) => (item.kind === "group" ? `${item.name} ${item.count}` : "·"));
  expect(names).toEqual(["today 1", "·", "yesterday 2", "·", "·", "week 1", "·", "older 1", "·"]);
});

test("by priority in one's own views, without headings by deadline", () => {
  const rows = [ticket(1, { priority: "urgent" }), ticket(2)];
  expect(groupRows(rows, view("mine"), now).filter(({ kind }) => kind === "group")).toHaveLength(2);
  expect(groupRows(rows, view("at_risk"), now).filter(({ kind }) => kind === "group")).toHaveLength(0);
});
