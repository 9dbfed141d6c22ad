/** The inbox's views: what each asks the server for, and the same question put to a row at hand. */
import { Ban, CircleCheck, CirclePause, Clock, Flame, Inbox, MessagesSquare, Moon, User, type LucideIcon } from "lucide-react";
import type { Row, Sla } from "@/api/types";
import { faceOf, isLate } from "@/features/sla/face";
import { isAsleep } from "./asleep";
import { priorityRank } from "./states";

export type Queue = "open" | "paused" | "resolved" | "snoozed" | "spam";

export type ViewId = "mine" | "unassigned" | "at_risk" | "breached" | "open" | "waiting" | "snoozed" | "resolved" | "spam";

export interface View {
  id: ViewId;
  icon: LucideIcon;
  query: { queue: Queue } | { assignee: "me" | "none" };
  /** Views of the open queue by assignee come by priority, whole queues by their last change. */
  order: "priority" | "updated";
  /** Whether the row stands in the list that is loaded. */
  accepts(row: Row, me: string): boolean;
  /** Makes the view a part of another one's list: these of its rows, the soonest deadline first. */
  part?: { of: ViewId; tone: "risk" | "breach"; shows(row: Row, now: number): boolean };
}

const inQueue = (queue: Queue) => (row: Row) => row.state_category === queue && !isAsleep(row);

function waitsAs(stands: (clock: Sla, now: number) => boolean) {
  return (row: Row, now: number): boolean => {
    const clock = row.sla;
    return clock !== null && stands(clock, now);
  };
}

export const VIEWS: View[] = [
  {
    id: "mine",
    icon: User,
    query: { assignee: "me" },
    order: "priority",
    accepts: (row, me) => row.state_category === "open" && row.assignee_id === me && !isAsleep(row),
  },
  {
    id: "unassigned",
    icon: Inbox,
    query: { assignee: "none" },
    order: "priority",
    accepts: (row) => row.state_category === "open" && row.assignee_id === null && !isAsleep(row),
  },
  {
    id: "at_risk",
    icon: Clock,
    query: { queue: "open" },
    order: "updated",
    accepts: inQueue("open"),
    part: { of: "open", tone: "risk", shows: waitsAs((clock, now) => faceOf(clock, now) === "warned") },
  },
  {
    id: "breached",
    icon: Flame,
    query: { queue: "open" },
    order: "updated",
    accepts: inQueue("open"),
    part: { of: "open", tone: "breach", shows: waitsAs(isLate) },
  },
  { id: "open", icon: MessagesSquare, query: { queue: "open" }, order: "updated", accepts: inQueue("open") },
  { id: "waiting", icon: CirclePause, query: { queue: "paused" }, order: "updated", accepts: inQueue("paused") },
  { id: "snoozed", icon: Moon, query: { queue: "snoozed" }, order: "updated", accepts: isAsleep },
  { id: "resolved", icon: CircleCheck, query: { queue: "resolved" }, order: "updated", accepts: inQueue("resolved") },
  { id: "spam", icon: Ban, query: { queue: "spam" }, order: "updated", accepts: (row) => row.state === "spam" },
];

export function findView(id: string): View | undefined {
  return VIEWS.find((view) => view.id === id);
}

/** The rows of a view among those of the list it is a part of. */
export function partOf(view: View, rows: Row[], now: number): Row[] {
  const { part } = view;
  if (!part) return rows;
  return rows.filter((row) => part.shows(row, now)).sort((a, b) => dueOf(a).localeCompare(dueOf(b)) || a.number - b.number);
}

/** When something is due, as text that sorts; what has no deadline comes last. */
const dueOf = (row: Row) => (row.sla && !row.sla.answered_at ? row.sla.due_at : "9");

/** The server's own order keeps the deadline that was met. */
const promisedOf = (row: Row) => row.sla?.due_at ?? "9";
const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Negative when `a` stands before `b` in the view, as the server sorts. */
export function compareRows(order: View["order"], a: Row, b: Row): number {
  if (order === "updated") return compareTexts(b.updated_at, a.updated_at) || b.number - a.number;
  const byPriority = priorityRank(a.priority) - priorityRank(b.priority);
  return byPriority || compareTexts(promisedOf(a), promisedOf(b)) || a.number - b.number;
}
