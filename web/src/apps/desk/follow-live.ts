import type { QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { sessionManager } from "@/api/session";
import { startLive } from "@/features/live/live";
import { applyNotification, type NotificationData } from "@/features/notifications/notification-pages";
import { notificationKeys } from "@/features/notifications/notification-queries";
import { notificationText } from "@/features/notifications/notification-words";
import type { NotificationFrame } from "@/features/live/frames";
import { usersQuery } from "@/features/tickets/queries";
import { announce } from "@/ui/toasts";

function told(client: QueryClient, frame: NotificationFrame): void {
  const state = sessionManager.state.get();
  const { notification } = frame;
  const data = client.getQueryData<NotificationData>(notificationKeys.list);
  const known = data?.pages.some((page) => page.items.some((item) => item.id === notification.id));
  client.setQueryData<NotificationData>(notificationKeys.list, (old) => old && applyNotification(old, frame));
  if (known || notification.read || state.status !== "signed_in") return;
  const users = client.getQueryData(usersQuery.queryKey) ?? [];
  const nameOf = (id: string) => users.find((user) => user.id === id)?.name ?? i18next.t("people.unknown");
  announce(notificationText(i18next.t, notification, state.session.tenant, nameOf));
}

/** Tickets, presence and notifications as the server tells of them. */
export function followLive(client: QueryClient): () => void {
  return startLive(client, {
    onNotification: (frame) => told(client, frame),
    onGap: () => void client.invalidateQueries({ queryKey: notificationKeys.list }),
  });
}
