import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";

/** Links are good for a few minutes; one is asked for again before that. */
const FRESH = 60_000;

export function linkQuery(number: number, messageId: string, index: number) {
  return queryOptions({
    queryKey: ["attachment", messageId, index],
    queryFn: async ({ signal }) => {
      const path = { number: String(number), id: messageId, index };
      return (await dataOf(api.GET("/v1/tickets/{number}/messages/{id}/attachments/{index}", { params: { path }, signal }))).url;
    },
    staleTime: FRESH,
    gcTime: FRESH,
  });
}
