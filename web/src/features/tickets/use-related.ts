import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, dataOf } from "@/api/client";
import type { Row, Ticket } from "@/api/types";
import { keys } from "./keys";

const NONE: Row[] = [];

/** The tickets that a ticket names, by number: links, merges, the one it goes on from or was split from. */
export function useRelated(ticket: Ticket): Map<number, Row> {
  const { number, links, merged, merged_into, split_from, follow_up_of } = ticket;
  const named = [...links.map((link) => link.number), ...merged, merged_into, split_from, follow_up_of];
  const others = [...new Set(named.filter((other) => other !== null))].sort((a, b) => a - b);
  const rows = useQuery({
    queryKey: keys.related(number, others),
    queryFn: async ({ signal }) => {
      const path = { number: String(number) };
      return (await dataOf(api.GET("/v1/tickets/{number}/related", { params: { path }, signal }))).items;
    },
    enabled: others.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  }).data;
  return useMemo(() => new Map((rows ?? NONE).map((row) => [row.number, row])), [rows]);
}
