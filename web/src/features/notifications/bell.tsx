import { useInfiniteQuery } from "@tanstack/react-query";
import { Bell as BellIcon } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { setTitleCount } from "@/lib/title";
import { CATALOG } from "@/features/actions/catalog";
import { runAction } from "@/features/actions/registry";
import { cx } from "@/ui/class-names";
import { unreadOf } from "./notification-pages";
import { notificationsQuery } from "./notification-queries";

const MOST = 99;

export function useUnread(): number {
  return useInfiniteQuery({ ...notificationsQuery, select: unreadOf }).data ?? 0;
}

/** How much has happened that this person should know of. */
export function Bell({ className }: { className?: string }) {
  const { t } = useTranslation();
  const unread = useUnread();
  useEffect(() => {
    setTitleCount(unread);
    return () => setTitleCount(0);
  }, [unread]);
  return (
    <button
      type="button"
      aria-label={unread > 0 ? t("notify.bell", { count: unread }) : t("action.notifications")}
      aria-haspopup="dialog"
      data-tip={t("action.notifications")}
      data-tip-keys={CATALOG.notifications.keys}
      onClick={() => runAction("notifications")}
      className={cx("relative grid size-8 shrink-0 place-items-center rounded-m text-text-3 hover:bg-hover hover:text-text", className)}
    >
      <BellIcon aria-hidden className="icon" />
      {unread > 0 && (
        <span
          aria-hidden
          className="num absolute top-0 right-0 min-w-3.5 rounded-full bg-accent px-1 text-center text-9 leading-list font-semibold text-accent-text animate-appear"
        >
          {unread > MOST ? `${MOST}+` : unread}
        </span>
      )}
    </button>
  );
}
