import { ShieldAlert } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Row } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { cx } from "@/ui/class-names";
import { TimeAgo } from "@/ui/time-ago";
import { SlaBadge } from "@/features/sla/sla-badge";
import { RowPresence } from "@/features/presence/row-presence";
import { PriorityGlyph } from "@/features/tickets/priority-glyph";
import { StateGlyph } from "@/features/tickets/state-glyph";
import { isAsleep } from "@/features/tickets/asleep";
import { SnoozeMark } from "@/features/snooze/snooze-mark";
import type { People } from "@/features/tickets/use-people";
import type { Names } from "@/features/tickets/use-rules";
import type { View } from "@/features/tickets/views";

interface Props {
  row: Row;
  view: View;
  slug: string;
  people: People;
  names: Names;
  isOpen: boolean;
  /** The one row of the list that the Tab key reaches. */
  isStop: boolean;
}

/** What it is about, beside the name and quieter: the category and the first tag; how many more there are. */
function RowLabels({ row, names }: { row: Row; names: Names }) {
  const category = names.category(row.category_id);
  const [tag, ...more] = row.tags;
  if (!category && !tag) return null;
  return (
    <span className="flex min-w-0 shrink-[4] items-center gap-1 text-11 text-text-3" title={[category, ...row.tags].filter(Boolean).join(", ")}>
      {category && <span className="truncate">· {category}</span>}
      {tag && <span className="max-w-20 truncate rounded-s bg-sunken px-1">{tag}</span>}
      {more.length > 0 && <span className="num shrink-0">+{more.length}</span>}
    </span>
  );
}

/**
 * Two lines: who and when, what and where it stands. Bold while the customer spoke last. A plain link, which the list opens:
 * many come and go in each frame of scrolling, so that each of them does as little as it can.
 */
export const TicketRow = memo(function TicketRow({ row, view, slug, people, names, isOpen, isStop }: Props) {
  const { t } = useTranslation();
  const waits = row.state_category === "open" && row.last_message_by === "customer";
  const assignee = view.id !== "mine" && row.assignee_id ? row.assignee_id : null;
  const clock = row.sla;
  const standing = names.standing(row);
  const ground = isOpen ? "bg-surface" : "bg-sunken";
  return (
    <a
      href={`/${slug}/inbox/${view.id}/${row.number}`}
      tabIndex={isStop ? 0 : -1}
      data-number={row.number}
      aria-current={isOpen ? "true" : undefined}
      className={cx(
        "grid h-row grid-cols-[auto_minmax(0,1fr)_auto] content-center gap-x-2 gap-y-0.5 border-l-2 pr-3 pl-2.5 outline-offset-[-2px]",
        isOpen ? "border-accent bg-selected" : "border-transparent hover:bg-hover",
      )}
    >
      <span className="row-span-2 w-5 pt-1">
        <PriorityGlyph priority={row.priority} label={t("row.priority", { priority: t(`priority.${row.priority}`) })} />
      </span>
      <span className={cx("flex min-w-0 items-center gap-1 text-12", waits ? "text-text" : "text-text-2")}>
        <span className="truncate">{row.requester.name}</span>
        {row.unauthenticated && (
          <ShieldAlert role="img" aria-label={t("message.unauthenticated")} className="icon-s text-risk" />
        )}
        <RowLabels row={row} names={names} />
      </span>
      <TimeAgo at={row.last_message_at} className="text-right text-11 text-text-3" />
      <span className={cx("truncate", waits && "font-semibold")}>
        {row.subject || t("row.no_subject")}
        {waits && <span className="sr-only"> {t("row.waits")}</span>}
      </span>
      <span className="flex items-center justify-end gap-1.5">
        <RowPresence number={row.number} people={people} />
        {assignee && (
          <>
            <Avatar id={assignee} name={people.nameOf(assignee)} size="s" />
            <span className="sr-only">{t("row.assigned", { name: people.callOf(assignee) })}</span>
          </>
        )}
        {isAsleep(row) && view.order !== "due" ? (
          <SnoozeMark row={row} className={cx("h-4.5 rounded-s px-1.5 text-11 font-medium text-text-2", ground)} />
        ) : clock ? (
          <>
            <StateGlyph state={row.state} colour={standing.colour} label={standing.label} className="size-2.5" />
            <SlaBadge clock={clock} ground={ground} />
          </>
        ) : (
          <span className={cx("inline-flex h-4.5 items-center gap-1 rounded-s px-1.5 text-11 font-medium whitespace-nowrap text-text-2", ground)}>
            <StateGlyph state={row.state} colour={standing.colour} className="size-2.5" />
            <span className="max-w-28 truncate">{standing.label}</span>
          </span>
        )}
      </span>
    </a>
  );
});
