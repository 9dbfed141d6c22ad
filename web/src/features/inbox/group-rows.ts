import type { Priority, Row } from "@/api/types";
import { daysAgo } from "@/lib/time";
import type { View } from "@/features/tickets/views";

export type GroupName = Priority | "today" | "yesterday" | "week" | "older";
export type Item = { kind: "group"; name: GroupName; count: number } | { kind: "row"; row: Row; position: number };

function groupOf(row: Row, order: View["order"], now: number): GroupName {
  if (order === "priority") return row.priority;
  const days = daysAgo(row.updated_at, now);
  if (days <= 0) return "today";
  if (days === 1) return "yesterday";
  return days < 7 ? "week" : "older";
}

/** Rows with a heading before each run of the same group. */
export function groupRows(rows: Row[], order: View["order"], now: number): Item[] {
  const items: Item[] = [];
  let open: Extract<Item, { kind: "group" }> | null = null;
  rows.forEach((row, position) => {
    const name = groupOf(row, order, now);
    if (open?.name !== name) {
      open = { kind: "group", name, count: 0 };
      items.push(open);
    }
    open.count += 1;
    items.push({ kind: "row", row, position });
  });
  return items;
}
