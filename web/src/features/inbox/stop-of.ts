import type { Row } from "@/api/types";

/** The one row of the list that the Tab key reaches: the open one, else the first. */
export function stopOf(rows: Row[], current: number | null): number | undefined {
  return rows.find((row) => row.number === current)?.number ?? rows[0]?.number;
}
