import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Row } from "@/api/types";
import { mergeHead, rowsOf, type ListData } from "@/features/tickets/list-pages";
import { headQuery, keys, listQuery } from "@/features/tickets/queries";
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
    // An answer from before a change that is still under way would undo it on screen; the next one will do.
    if (!fresh || client.isMutating() > 0) return;
    client.setQueryData<ListData>(keys.list(view), (data) => {
      if (!data || data.pages[0] === fresh) return data;
      return mergeHead(data, fresh, view.order);
    });
  }, [client, view, fresh, freshAt]);

  const rows = useMemo(() => rowsOf(list.data), [list.data]);
  return {
    rows,
    status: list.isLoadingError ? "error" : list.isPending ? "pending" : "success",
    error: list.error,
    hasMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    moreFailed: list.isFetchNextPageError,
    loadMore: () => {
      if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
    },
    retry: () => void list.refetch(),
  };
}
