import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { isLive } from "@/api/live-link";
import type { NotificationPage, Preferences } from "@/api/types";
import { useReason } from "@/features/tickets/reasons";
import { toast } from "@/ui/toasts";
import { itemsOf, markAllRead, markRead, type NotificationData } from "./notification-pages";

const POLL = 30_000;

export const notificationKeys = { list: ["notifications"] as const, preferences: ["notification-preferences"] as const };

export const notificationsQuery = infiniteQueryOptions({
  queryKey: notificationKeys.list,
  queryFn: ({ pageParam, signal }) => {
    const query = pageParam ? { cursor: pageParam } : {};
    return dataOf<NotificationPage & { told?: string }>(api.GET("/v1/notifications", { params: { query }, signal }));
  },
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.next_cursor,
  refetchInterval: () => !isLive() && POLL,
  staleTime: POLL,
});

export const preferencesQuery = queryOptions({
  queryKey: notificationKeys.preferences,
  queryFn: ({ signal }) => dataOf(api.GET("/v1/notifications/preferences", { signal })),
  staleTime: 60_000,
});

/** Marks some as read, or all: at once on screen, and back to what is true when the server does not agree. */
export function useReading() {
  const client = useQueryClient();
  const reason = useReason();
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (ids: string[] | "all") => {
      if (ids !== "all") return dataOf(api.POST("/v1/notifications/read", { body: { ids } }));
      const newest = itemsOf(client.getQueryData<NotificationData>(notificationKeys.list))[0];
      return dataOf(api.POST("/v1/notifications/read", { body: { up_to: newest?.id } }));
    },
    onMutate(ids) {
      client.setQueryData<NotificationData>(
        notificationKeys.list,
        (data) => data && (ids === "all" ? markAllRead(data) : markRead(data, ids)),
      );
    },
    onError(error) {
      toast({ tone: "error", title: t("notify.not_read"), detail: reason(error) });
      void client.invalidateQueries({ queryKey: notificationKeys.list });
    },
  });
}

export function usePreferring() {
  const client = useQueryClient();
  const reason = useReason();
  const { t } = useTranslation();
  return useMutation({
    scope: { id: "notification-preferences" },
    mutationFn: (body: Preferences) => dataOf(api.PUT("/v1/notifications/preferences", { body })),
    onMutate(next) {
      const before = client.getQueryData<Preferences>(notificationKeys.preferences);
      client.setQueryData(notificationKeys.preferences, next);
      return before;
    },
    onError(error, _next, before) {
      client.setQueryData(notificationKeys.preferences, before);
      toast({ tone: "error", title: t("notify.not_kept"), detail: reason(error) });
    },
  });
}
