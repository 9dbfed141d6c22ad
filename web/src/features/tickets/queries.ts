import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { NetworkProblem } from "@/api/problem";
import type { Message } from "@/api/types";
import type { View } from "./views";

export const PAGE = 50;
const POLL = 10_000;
const POLL_SENDING = 2_000;

export function fetchPage(view: View, cursor: string | null, signal?: AbortSignal) {
  const query = { ...view.query, limit: PAGE, ...(cursor ? { cursor } : {}) };
  return dataOf(api.GET("/v1/tickets", { params: { query }, signal }));
}

/** A view page by page. Never refetched as a whole: `headQuery` keeps it fresh. */
export function listQuery(view: View) {
  return infiniteQueryOptions({
    queryKey: keys.list(view),
    queryFn: ({ pageParam, signal }) => fetchPage(view, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: Infinity,
  });
}

export function headQuery(view: View, interval: number = POLL) {
  return queryOptions({
    queryKey: keys.head(view),
    queryFn: ({ signal }) => fetchPage(view, null, signal),
    refetchInterval: interval,
    staleTime: POLL / 2,
  });
}

const underWay = (message: Message) => message.send_state === "queued" || message.send_state === "sending";

export function ticketQuery(number: number) {
  return queryOptions({
    queryKey: keys.ticket(number),
    queryFn: ({ signal }) =>
      dataOf(api.GET("/v1/tickets/{number}", { params: { path: { number: String(number) } }, signal })),
    staleTime: POLL / 2,
    refetchInterval: (query) => (query.state.data?.messages.some(underWay) ? POLL_SENDING : POLL),
  });
}

export const usersQuery = queryOptions({
  queryKey: keys.users,
  queryFn: async ({ signal }) => (await dataOf(api.GET("/v1/users", { signal }))).items,
  staleTime: 5 * 60_000,
});

/** Refusals are final; silence is worth another try. */
export function retryable(failures: number, error: Error): boolean {
  return error instanceof NetworkProblem && failures < 2;
}
