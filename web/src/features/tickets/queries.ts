import { infiniteQueryOptions, queryOptions, type QueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { isLive } from "@/api/live-link";
import { NetworkProblem } from "@/api/problem";
import type { Message, TicketView } from "@/api/types";
import { keys } from "./keys";
import type { Page } from "./list-pages";
import { pageUpToDate, viewUpToDate } from "./ticket-cache";
import type { View } from "./views";

export const PAGE = 50;
const POLL = 10_000;
const POLL_SENDING = 2_000;

async function fetchPage(client: QueryClient, view: View, cursor: string | null, signal?: AbortSignal): Promise<Page> {
  const query = { ...view.query, limit: PAGE, ...(cursor ? { cursor } : {}) };
  const page = await dataOf<Page>(api.GET("/v1/tickets", { params: { query }, signal }));
  return pageUpToDate(client, page, view, cursor === null);
}

/** A view page by page. Never refetched as a whole: frames keep it fresh, or `headQuery` does. */
export function listQuery(view: View) {
  return infiniteQueryOptions({
    queryKey: keys.list(view),
    queryFn: ({ client, pageParam, signal }) => fetchPage(client, view, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: Infinity,
    // Rows that did not change stay the same objects by themselves; comparing all of them takes too long.
    structuralSharing: false,
  });
}

export function headQuery(view: View, interval: number = POLL) {
  return queryOptions({
    queryKey: keys.head(view),
    queryFn: ({ client, signal }) => fetchPage(client, view, null, signal),
    refetchInterval: () => !isLive() && interval,
    staleTime: POLL / 2,
  });
}

const underWay = (message: Message) => message.send_state === "queued" || message.send_state === "sending";

export function ticketQuery(number: number) {
  return queryOptions({
    queryKey: keys.ticket(number),
    queryFn: async ({ client, signal }) => {
      const call = api.GET("/v1/tickets/{number}", { params: { path: { number: String(number) } }, signal });
      return viewUpToDate(client, await dataOf<TicketView>(call));
    },
    staleTime: POLL / 2,
    refetchInterval: (query) => !isLive() && (query.state.data?.messages.some(underWay) ? POLL_SENDING : POLL),
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
