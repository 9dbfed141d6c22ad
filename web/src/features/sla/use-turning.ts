import { useEffect, useMemo, useState } from "react";
import type { Row } from "@/api/types";
import { serverNow } from "@/lib/server-time";
import { turnsAt } from "./face";

/** Timers cannot wait longer. */
const LONGEST = 2 ** 31 - 1;

/** The time, taken anew when the rows change and at the very moment when the clock of one of them turns. */
export function useTurning(rows: Row[]): number {
  const [turn, setTurn] = useState(0);
  const now = useMemo(() => (turn >= 0 && rows ? serverNow() : 0), [turn, rows]);
  useEffect(() => {
    const turns = rows.map((row) => (row.sla ? turnsAt(row.sla, now) : Infinity));
    const next = turns.reduce((soonest, each) => Math.min(soonest, each), Infinity);
    if (next === Infinity) return;
    const timer = setTimeout(() => setTurn(turn + 1), Math.min(LONGEST, Math.max(0, next - serverNow())));
    return () => clearTimeout(timer);
  }, [rows, now, turn]);
  return now;
}
