import type { Priority, Row } from "@/api/types";
import type { View } from "@/features/tickets/views";

export type GroupName = Priority | "today" | "yesterday" | "week" | "older";
export type Item = { kind: "group"; name: GroupName; count: number } | { kind: "row"; row: Row; position: number };

/** Where the reader's days begin, as the API writes times: comparing texts is all that each of many rows costs. */
function groupBy({ order }: View, now: number): (row: Row) => GroupName {
  if (order === "priority") return (row) => row.priority;
  const start = (days: number) => new Date(new Date(now).setHours(-24 * days, 0, 0, 0)).toISOString();
  const [today, yesterday, week] = [start(0), start(1), start(6)];
  return ({ updated_at: at }) => (at >= today ? "today" : at >= yesterday ? "yesterday" : at >= week ? "week" : "older");
}

/** Rows with a heading before each run of the same group. What presses is one run, by deadline, and needs none. */
export function groupRows(rows: Row[], view: View, now: number): Item[] {
  if (view.order === "due") return rows.map((row, position) => ({ kind: "row", row, position }));
  const groupOf = groupBy(view, now);
  const items: Item[] = [];
  let open: Extract<Item, { kind: "group" }> | null = null;
  rows.forEach((row, position) => {
    const name = groupOf(row);
    if (open?.name !== name) {
      open = { kind: "group", name, count: 0 };
      items.push(open);
    }
    open.count += 1;
    items.push({ kind: "row", row, position });
  });
  return items;
}
