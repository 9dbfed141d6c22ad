import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Row } from "@/api/types";
import { useTurning } from "@/features/sla/use-turning";
import { keys } from "@/features/tickets/keys";
import { mergeHead, rowsOf, type ListData } from "@/features/tickets/list-pages";
import { headQuery, listQuery } from "@/features/tickets/queries";
import { partOf, type View } from "@/features/tickets/views";

export interface TicketList {
  rows: Row[];
  status: "pending" | "error" | "success";
  error: Error | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  moreFailed: boolean;
  loadMore: () => void;
  retry: () => void;
}

const NONE: Row[] = [];

/** So many rows are looked through for a view that shows a part of them. */
const SEARCHED = 1_000;

/** A view's rows: loaded page by page, and kept fresh by its first page. */
export function useTicketList(view: View): TicketList {
  const client = useQueryClient();
  const list = useInfiniteQuery(listQuery(view));
  const head = useQuery({
    ...headQuery(view),
    enabled: list.isSuccess,
    initialData: () => list.data?.pages[0],
    initialDataUpdatedAt: list.dataUpdatedAt,
  });

  const fresh = head.data;
  const freshAt = head.dataUpdatedAt;
  useEffect(() => {
    if (!fresh) return;
    client.setQueryData<ListData>(keys.list(view), (data) => {
      if (!data || data.pages[0] === fresh) return data;
      return mergeHead(data, fresh, view.order);
    });
  }, [client, view, fresh, freshAt]);

  const all = useMemo(() => rowsOf(list.data), [list.data]);
  // Only a part of a list changes with the time alone.
  const now = useTurning(view.part ? all : NONE);
  const rows = useMemo(() => partOf(view, all, now), [view, all, now]);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  // A part can be anywhere in its list, so the list is read on for it, as far as is bearable.
  const readOn = view.part && hasNextPage && !isFetchingNextPage && !isFetchNextPageError && all.length < SEARCHED;
  useEffect(() => {
    if (readOn) void fetchNextPage();
  }, [readOn, fetchNextPage]);

  return {
    rows,
    status: list.isLoadingError ? "error" : list.isPending || (readOn && rows.length === 0) ? "pending" : "success",
    error: list.error,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    moreFailed: isFetchNextPageError,
    loadMore: () => {
      if (hasNextPage && !isFetchingNextPage && !view.part) void fetchNextPage();
    },
    retry: () => void list.refetch(),
  };
}
