import { useInfiniteQuery } from "@tanstack/react-query";
import { BellOff, CheckCheck, CloudOff, Settings2, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { Notification } from "@/api/types";
import { useLooking } from "@/api/viewing";
import { useReason } from "@/features/tickets/reasons";
import { Button } from "@/ui/button";
import { IconButton } from "@/ui/icon-button";
import { Placeholder } from "@/ui/placeholder";
import { Bone } from "@/ui/skeleton";
import { NotificationItem } from "./notification-item";
import { itemsOf, unreadOf } from "./notification-pages";
import { notificationsQuery, useReading } from "./notification-queries";

interface Props {
  onClose: () => void;
  onOpen: (number: number) => void;
  onPreferences: () => void;
  /** What opens over the panel. */
  children: ReactNode;
}

/** What has happened elsewhere, newest first, beside the rail. */
export default function NotificationsPanel({ onClose, onOpen, onPreferences, children }: Props) {
  const { t } = useTranslation();
  const reason = useReason();
  const query = useInfiniteQuery(notificationsQuery);
  const reading = useReading();
  // What somebody has read is theirs alone to say.
  const looking = useLooking();
  const items = itemsOf(query.data);
  const open = (item: Notification) => {
    if (!item.read && !looking) reading.mutate([item.id]);
    onClose();
    onOpen(item.number);
  };
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(next) => !next && onClose()} className="fixed inset-0 z-40 p-2 pane:pl-rail">
      <Modal className="flex h-full w-full flex-col overflow-hidden rounded-l border border-line bg-raised shadow-float animate-appear pane:ml-2 pane:w-list">
        <Dialog className="flex min-h-0 flex-1 flex-col rounded-l">
          <div className="flex h-bar shrink-0 items-center gap-1 border-b pr-2 pl-4">
            <Heading slot="title" className="flex-1 text-14 font-semibold">
              {t("action.notifications")}
            </Heading>
            {!looking && (
              <>
                <IconButton
                  icon={CheckCheck}
                  label={t("notify.read_all")}
                  disabled={unreadOf(query.data) === 0}
                  onClick={() => reading.mutate("all")}
                />
                <IconButton icon={Settings2} label={t("notify.preferences")} onClick={onPreferences} />
              </>
            )}
            <IconButton icon={X} label={t("common.close")} keys="escape" onClick={onClose} />
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain" tabIndex={-1}>
            {query.isPending && <Loading />}
            {query.isError && items.length === 0 && (
              <Placeholder icon={CloudOff} tone="error" title={t("notify.failed")} actions={<Button onClick={() => void query.refetch()}>{t("common.retry")}</Button>}>
                {reason(query.error)}
              </Placeholder>
            )}
            {query.isSuccess && items.length === 0 && (
              <Placeholder icon={BellOff} title={t("notify.none")}>
                {t("notify.none_text")}
              </Placeholder>
            )}
            <ul aria-label={t("action.notifications")}>
              {items.map((item) => (
                <NotificationItem key={item.id} item={item} onOpen={() => open(item)} onRead={looking ? null : () => reading.mutate([item.id])} />
              ))}
            </ul>
            {query.hasNextPage && (
              <div className="flex justify-center p-3">
                <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {t(query.isFetchingNextPage ? "list.loading_more" : "notify.more")}
                </Button>
              </div>
            )}
          </div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className="flex flex-col gap-5 p-4">
      <span className="sr-only">{t("common.loading")}</span>
      {["w-3/4", "w-1/2", "w-2/3"].map((width) => (
        <Bone key={width} className={`h-3 ${width}`} />
      ))}
    </div>
  );
}
