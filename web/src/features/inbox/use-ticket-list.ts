import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Row } from "@/api/types";
import { keys } from "@/features/tickets/keys";
import { mergeHead, rowsOf, type ListData } from "@/features/tickets/list-pages";
import { headQuery, listQuery } from "@/features/tickets/queries";
import type { View } from "@/features/tickets/views";

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

  const rows = useMemo(() => rowsOf(list.data), [list.data]);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  return {
    rows,
    status: list.isLoadingError ? "error" : list.isPending ? "pending" : "success",
    error: list.error,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    moreFailed: isFetchNextPageError,
    loadMore: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
    retry: () => void list.refetch(),
  };
}
