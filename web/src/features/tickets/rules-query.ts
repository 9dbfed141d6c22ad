import { queryOptions } from "@tanstack/react-query";
import { request } from "@/api/client";

interface Named {
  id: string;
  name?: string;
  label?: string;
  agent_label?: string;
}

/** Of the tenant's rules for tickets, what writing and reading a thread needs. */
export interface ThreadRules {
  undo_send_seconds: number;
  statuses: Named[];
  fields: Named[];
  categories: Named[];
  teams: Named[];
}

/** Seconds that a reply is held when nothing else is known. */
export const USUAL_UNDO_SECONDS = 10;

export const rulesQuery = queryOptions({
  queryKey: ["settings", "tickets"],
  queryFn: ({ signal }) => request<ThreadRules>("GET", "/v1/settings/tickets", { signal }),
  staleTime: 5 * 60_000,
});

/** What the tenant calls it; its id when that is not known. */
export function nameIn(rules: ThreadRules | undefined, kind: "statuses" | "fields" | "categories" | "teams", id: string): string {
  const found = rules?.[kind].find((each) => each.id === id);
  return found?.agent_label ?? found?.label ?? found?.name ?? id;
}
