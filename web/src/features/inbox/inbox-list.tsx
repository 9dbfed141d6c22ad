import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { useNow } from "@/lib/use-now";
import { say } from "@/features/live/live";
import { useWhoIsWhere } from "@/features/presence/who-is-where";
import { usePeople } from "@/features/tickets/use-people";
import { useNames } from "@/features/tickets/use-rules";
import type { View } from "@/features/tickets/views";
import { groupRows } from "./group-rows";
import { ListEmpty, ListFailed, ListLoading } from "./list-states";
import { stopOf } from "./stop-of";
import { TicketRow } from "./ticket-row";
import { useListMoves } from "./use-list-moves";
import { useMoveOn } from "./use-move-on";
import { useListScroll } from "./use-list-scroll";
import { numberAt } from "./number-at";
import { usePrefetch } from "./use-prefetch";
import { useRowMenu } from "./use-row-menu";
import type { TicketList } from "./use-ticket-list";

interface Props {
  view: View;
  slug: string;
  list: TicketList;
  current: number | null;
}

export function InboxList({ view, slug, list, current }: Props) {
  const { t } = useTranslation();
  const people = usePeople();
  const names = useNames();
  const now = useNow();
  const items = useMemo(() => groupRows(list.rows, view, now), [list.rows, view, now]);
  const { scroller, visible, height, onScroll } = useListScroll(items, current, list.loadMore);
  const { move, open, neighbours } = useListMoves(view, slug, list.rows, current);
  useMoveOn(view, slug, list.rows, current);
  const ahead = usePrefetch(neighbours);
  const { onContextMenu, menu } = useRowMenu(view, slug);

  useWhoIsWhere(
    visible.flatMap(({ index }) => {
      const item = items[index];
      return item?.kind === "row" ? [item.row.number] : [];
    }),
    say,
  );

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  };

  const onClick = (event: React.MouseEvent) => {
    const number = numberAt(event.target);
    // With a modifier the browser opens it elsewhere.
    if (number === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(number);
  };

  if (list.status === "pending") return <ListLoading />;
  if (list.status === "error") return <ListFailed error={list.error} retry={list.retry} />;
  if (list.rows.length === 0) return <ListEmpty view={view} slug={slug} />;
  const stop = stopOf(list.rows, current);
  return (
    <div ref={scroller} onScroll={onScroll} className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto">
      <ul aria-label={t(`view.${view.id}`)} className="relative" style={{ height }} onClick={onClick} onKeyDown={onKeyDown} onContextMenu={onContextMenu} {...ahead}>
        {visible.map(({ index, key, start }) => {
          const item = items[index];
          if (!item) return null;
          return (
            <li key={key} className={cx("absolute inset-x-0 top-0 contain-strict", item.kind === "group" ? "h-8" : "h-row")} style={{ transform: `translateY(${start}px)` }}>
              {item.kind === "group" ? (
                <h2 className="flex h-8 items-end gap-1.5 px-3 pb-1.5 text-11 text-text-3">
                  {t(`group.${item.name}`)}
                  {!list.hasMore && <span className="num">{item.count}</span>}
                </h2>
              ) : (
                <TicketRow
                  row={item.row}
                  view={view}
                  slug={slug}
                  people={people}
                  names={names}
                  isOpen={item.row.number === current}
                  isStop={item.row.number === stop}
                />
              )}
            </li>
          );
        })}
      </ul>
      {menu}
      {list.isLoadingMore && <p className="py-3 text-center text-12 text-text-3">{t("list.loading_more")}</p>}
      {list.moreFailed && (
        <p className="flex items-center justify-center gap-2 py-3 text-12 text-text-2">
          {t("list.more_failed")} <Button onClick={list.loadMore}>{t("common.retry")}</Button>
        </p>
      )}
    </div>
  );
}
