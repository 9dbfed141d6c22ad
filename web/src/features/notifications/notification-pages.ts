/** Notifications as they are kept, page by page, and what a frame or one's own reading does to them. Pure functions. */
import type { InfiniteData } from "@tanstack/react-query";
import type { Notification, NotificationPage } from "@/api/types";
import type { NotificationFrame } from "@/features/live/frames";

/** `told` is when the count was last told by a frame: an older frame knows an older count. */
export type NotificationData = InfiniteData<NotificationPage & { told?: string }>;

export const itemsOf = (data: NotificationData | undefined): Notification[] => (data?.pages ?? []).flatMap((page) => page.items);
export const unreadOf = (data: NotificationData | undefined): number => data?.pages[0]?.unread ?? 0;

function mapItems(data: NotificationData, step: (item: Notification) => Notification): NotificationData {
  return { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(step) })) };
}

const readUpTo = (data: NotificationData, last: string | null) =>
  last === null ? data : mapItems(data, (item) => (item.read || item.id > last ? item : { ...item, read: true }));

const withUnread = (data: NotificationData, unread: number, told?: string): NotificationData => ({
  ...data,
  pages: data.pages.map((page, index) => (index === 0 ? { ...page, unread: Math.max(unread, 0), ...(told ? { told } : {}) } : page)),
});

/** What was read stays read; what comes twice or late changes nothing. */
export function applyNotification(data: NotificationData, frame: NotificationFrame): NotificationData {
  const { notification, unread, read_up_to, at } = frame;
  const [first, ...rest] = data.pages;
  if (!first) return data;
  const known = itemsOf(data).some((item) => item.id === notification.id);
  let next = data;
  if (known) {
    next = mapItems(data, (item) => (item.id === notification.id && !item.read ? notification : item));
  } else {
    const items = [...first.items, notification].sort((a, b) => (a.id < b.id ? 1 : -1));
    // Older than what is loaded: it comes with its page.
    const beyond = items.at(-1) === notification && first.next_cursor !== null;
    if (!beyond) next = { ...data, pages: [{ ...first, items }, ...rest] };
  }
  const counted = first.told !== undefined && first.told > at ? next : withUnread(next, unread, at);
  return readUpTo(counted, read_up_to);
}

export function markRead(data: NotificationData, ids: string[]): NotificationData {
  const fresh = itemsOf(data).filter((item) => !item.read && ids.includes(item.id)).length;
  return withUnread(
    mapItems(data, (item) => (ids.includes(item.id) ? { ...item, read: true } : item)),
    unreadOf(data) - fresh,
  );
}

export function markAllRead(data: NotificationData): NotificationData {
  return withUnread(readUpTo(data, itemsOf(data)[0]?.id ?? null), 0);
}
