import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";

/** Why a ticket has its policy, and in which zone its hours are. */
export const ticketSlaQuery = (number: number) =>
  queryOptions({
    queryKey: ["ticket-sla", number],
    queryFn: ({ signal }) => dataOf(api.GET("/v1/sla/tickets/{number}", { params: { path: { number: String(number) } }, signal })),
    staleTime: 0,
    gcTime: 0,
  });
