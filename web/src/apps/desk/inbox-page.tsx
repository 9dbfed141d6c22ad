import { useParams } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { lazyPart } from "@/lib/lazy-part";
import { setTitle } from "@/lib/title";
import { cx } from "@/ui/class-names";
import { ActionButton } from "@/features/actions/action-button";
import { InboxList } from "@/features/inbox/inbox-list";
import { useFocusFollows } from "@/features/inbox/use-focus-follows";
import { useTicketList } from "@/features/inbox/use-ticket-list";
import { ViewsMenu, ViewsNav } from "@/features/inbox/views-nav";
import { Bell } from "@/features/notifications/bell";
import { NoTicket, ThreadLoading } from "@/features/thread/thread-states";
import { findView, type View } from "@/features/tickets/views";
import { NotFound } from "./outages";
import { UserMenu } from "./user-menu";

/** The list can be read and walked through before what shows a ticket is there. */
const ThreadPane = lazyPart("work", () => import("./thread-pane"));
export const preloadThread = ThreadPane.preload;

export function InboxPage() {
  const { view: id = "", number } = useParams({ strict: false });
  const view = findView(id);
  const current = number === undefined ? null : Number(number);
  if (!view || Number.isNaN(current)) return <NotFound />;
  return <Inbox view={view} current={current} />;
}

/** Views, list, thread and details side by side; on a narrow screen the list or the thread. */
function Inbox({ view, current }: { view: View; current: number | null }) {
  const { t } = useTranslation();
  const session = useSession();
  const { name, slug } = session.tenant;
  const list = useTicketList(view);
  const title = t(`view.${view.id}`);
  useFocusFollows(current, list);
  useEffect(() => {
    if (current === null) setTitle(`${title} · ${name}`);
  }, [current, title, name]);
  return (
    <>
      <nav aria-label={t("list.views")} className="hidden w-views shrink-0 overflow-y-auto border-r p-2 views:block">
        <p className="mb-1 flex h-9 items-center truncate px-2 text-14 font-semibold">{name}</p>
        <ViewsNav view={view} slug={slug} />
      </nav>
      <main className="flex min-w-0 flex-1 bg-surface">
        <section
          aria-label={t("list.tickets")}
          className={cx("min-w-0 flex-1 flex-col border-r pane:flex pane:w-list pane:flex-none", current === null ? "flex" : "hidden")}
        >
          <div className="flex h-bar shrink-0 items-center gap-1 border-b px-3">
            <h1 className="hidden text-14 font-semibold views:block">{title}</h1>
            <div className="views:hidden">
              <h1 className="sr-only">{title}</h1>
              <ViewsMenu view={view} slug={slug} />
            </div>
            {list.rows.length > 0 && (
              <span className="num ml-1 text-text-3">
                {list.rows.length}
                {list.hasMore && "+"}
              </span>
            )}
            <span className="flex-1" />
            <ActionButton action="search" />
            <ActionButton action="new_ticket" />
            <Bell className="pane:hidden" />
            <div className="pane:hidden">
              <UserMenu session={session} placement="bottom end" />
            </div>
          </div>
          <InboxList key={view.id} view={view} slug={slug} list={list} current={current} />
        </section>
        <div id="conversation" tabIndex={-1} className={cx("min-w-0 flex-1 pane:block", current === null && "hidden")}>
          {current === null ? (
            <NoTicket />
          ) : (
            <Suspense fallback={<ThreadLoading />}>
              <ThreadPane key={current} number={current} slug={slug} view={view} />
            </Suspense>
          )}
        </div>
      </main>
    </>
  );
}
