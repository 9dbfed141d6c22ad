import { AlarmClock, AtSign, Check, Clock, Eye, Flame, MessageSquareReply, Siren, UserPlus, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { Notification, NotificationKind } from "@/api/types";
import { usePeople } from "@/features/tickets/use-people";
import { cx } from "@/ui/class-names";
import { IconButton } from "@/ui/icon-button";
import { TimeAgo } from "@/ui/time-ago";
import { notificationText } from "./notification-words";

const LOOKS: Record<NotificationKind, [icon: LucideIcon, tone: string]> = {
  assigned: [UserPlus, "text-text-3"],
  mentioned: [AtSign, "text-text-3"],
  reply_on_mine: [MessageSquareReply, "text-text-3"],
  watched: [Eye, "text-text-3"],
  snooze_ended: [AlarmClock, "text-info"],
  warning: [Clock, "text-risk"],
  breach: [Flame, "text-breach"],
  escalation: [Siren, "text-breach"],
};

export function NotificationItem({ item, onOpen, onRead }: { item: Notification; onOpen: () => void; onRead: (() => void) | null }) {
  const { t } = useTranslation();
  const { tenant } = useSession();
  const people = usePeople();
  const [Icon, tone] = LOOKS[item.kind];
  return (
    <li className="group relative border-b">
      <button type="button" onClick={onOpen} className="flex w-full items-start gap-2.5 py-2.5 pr-10 pl-4 text-left hover:bg-raised-hover">
        <Icon aria-hidden className={cx("icon mt-0.5", tone)} />
        <span className="min-w-0 flex-1">
          <span className={cx("block wrap-anywhere", item.read ? "text-text-2" : "font-medium")}>
            {!item.read && <span className="sr-only">{t("notify.unread")}</span>}{" "}
            {notificationText(t, item, tenant, (id) => people.nameOf(id))}
          </span>{" "}
          <span className="flex gap-2 text-12 text-text-3">
            <span className="min-w-0 truncate">{item.subject || t("row.no_subject")}</span>
            <TimeAgo at={item.at} className="ml-auto" />
          </span>
        </span>
      </button>
      {!item.read && (
        <>
          <span aria-hidden className={cx("absolute top-4 right-4 size-2 rounded-full bg-accent", onRead && "group-focus-within:hidden group-hover:hidden")} />
          {onRead && (
            <IconButton
              icon={Check}
              label={t("notify.read")}
              onClick={onRead}
              className="absolute top-2 right-1.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 hover:bg-raised-hover"
            />
          )}
        </>
      )}
    </li>
  );
}
