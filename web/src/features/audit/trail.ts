/** The audit trail as the desk asks for it. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { AuditPage } from "@/api/types";

/** What somebody looks for; an empty text asks for all. Days are the reader's own, as date inputs give them. */
export interface Wanted {
  actor: string;
  kind: string;
  thing: string;
  from: string;
  to: string;
}

export const EVERYTHING: Wanted = { actor: "", kind: "", thing: "", from: "", to: "" };

/** The beginning of a day where the reader is; of the day after it with `days` 1. */
function moment(day: string, days = 0): string | undefined {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return day ? new Date(year, month - 1, date + days).toISOString() : undefined;
}

/** `#12` and `12` are tickets to people. */
const thingOf = (text: string) => {
  const number = /^#?(\d+)$/.exec(text.trim());
  return number ? `ticket:${number[1]}` : text.trim();
};

export function queryOf({ actor, kind, thing, from, to }: Wanted) {
  const query = { actor, kind, thing: thingOf(thing), from: moment(from), to: moment(to, 1) };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value)) as { actor?: string; kind?: string; thing?: string; from?: string; to?: string };
}

export function trailQuery(wanted: Wanted) {
  return infiniteQueryOptions({
    queryKey: ["audit", wanted],
    queryFn: ({ pageParam, signal }) =>
      dataOf<AuditPage>(api.GET("/v1/audit", { params: { query: { ...queryOf(wanted), limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: 0,
  });
}

/** Has the browser save the sheet; false when there was more than one takes. */
export async function saveTrail(wanted: Wanted): Promise<boolean> {
  const { data, error, response } = await api.GET("/v1/audit/export", { params: { query: queryOf(wanted) }, parseAs: "blob" });
  if (!response.ok || data === undefined) throw problemOf(response, error);
  const named = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data);
  link.download = named?.[1] ?? "audit.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return response.headers.get("export-complete") !== "false";
}
