/** Reports as the desk asks for them. Days are those of the workspace's zone, which the server counts by. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import type { SlaMetric, SlaReport, SlaReportBy, SlaReportRow, SlaVerdictKind, SlaVerdictPage } from "@/api/types";
import { daysLater, wallOf, weekdayOf, type Wall } from "@/lib/zoned";

/** From a day on, up to another one without it. */
export interface Span {
  from: string;
  to: string;
}

export const METRICS = ["first_response", "next_response", "resolution"] as const satisfies SlaMetric[];
export const WAYS = ["team", "agent", "policy", "priority", "day"] as const satisfies SlaReportBy[];
export type Way = (typeof WAYS)[number];
export const PERIODS = ["week", "days", "month", "custom"] as const;
export type Period = (typeof PERIODS)[number];
/** What the server takes. */
export const LONGEST_DAYS = 366;

const two = (value: number) => String(value).padStart(2, "0");
const dayOf = ({ year, month, day }: Wall) => `${year}-${two(month)}-${two(day)}`;

/** The day so many days later. */
export function later(day: string, days: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return dayOf(daysLater({ year, month, day: date, hour: 0, minute: 0 }, days));
}

/** The days of a period that contains today; a week begins on Monday. */
export function spanOf(period: Exclude<Period, "custom">, now: number, zone: string): Span {
  const today = wallOf(now, zone);
  const tomorrow = dayOf(daysLater(today, 1));
  if (period === "days") return { from: dayOf(daysLater(today, -29)), to: tomorrow };
  if (period === "month") return { from: dayOf({ ...today, day: 1 }), to: dayOf({ ...today, month: (today.month % 12) + 1, year: today.year + (today.month === 12 ? 1 : 0), day: 1 }) };
  const monday = daysLater(today, -((weekdayOf(today) + 6) % 7));
  return { from: dayOf(monday), to: dayOf(daysLater(monday, 7)) };
}

/** Why the server would refuse it; null for one that it takes. */
export function wrongSpan({ from, to }: Span): "empty" | "long" | null {
  if (!from || !to || from >= to) return "empty";
  return (Date.parse(to) - Date.parse(from)) / 86_400_000 > LONGEST_DAYS ? "long" : null;
}

export function reportQuery(span: Span, by: SlaReportBy, metric: SlaMetric | "") {
  return queryOptions({
    queryKey: ["reports", "sla", span, by, metric],
    queryFn: ({ signal }) => dataOf<SlaReport>(api.GET("/v1/reports/sla", { params: { query: { ...span, by, ...(metric ? { metric } : {}) } }, signal })),
    enabled: wrongSpan(span) === null,
    staleTime: 0,
  });
}

/** Which clocks a figure is made of. */
export interface Clocks extends Span {
  metric?: SlaMetric;
  verdict?: SlaVerdictKind;
  team_id?: string;
  agent_id?: string;
  policy_id?: string;
  priority?: string;
}

/** The clocks behind a row of a table. */
export function clocksOf(span: Span, by: Way, row: SlaReportRow, metric: SlaMetric | ""): Clocks {
  const all = { ...span, ...(metric ? { metric } : {}) };
  if (by === "day") return { ...all, from: row.key, to: later(row.key, 1) };
  return { ...all, [by === "priority" ? by : `${by}_id`]: row.key };
}

export function verdictsQuery(clocks: Clocks) {
  return infiniteQueryOptions({
    queryKey: ["reports", "sla", "verdicts", clocks],
    queryFn: ({ pageParam, signal }) =>
      dataOf<SlaVerdictPage>(api.GET("/v1/reports/sla/verdicts", { params: { query: { ...(clocks as Span), limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: 0,
  });
}
