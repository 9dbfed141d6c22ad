/** The inbox's views: what each asks the server for, and the same question put to a row at hand. */
import { Ban, CircleCheck, CirclePause, Clock, Flame, Inbox, MessagesSquare, Moon, User, type LucideIcon } from "lucide-react";
import type { Row } from "@/api/types";
import { isAsleep } from "./asleep";
import { priorityRank } from "./states";

export type Queue = "open" | "paused" | "resolved" | "snoozed" | "spam";
/** What presses, wherever it stands. */
export type Pressing = "at_risk" | "breached";

export type ViewId = "mine" | "unassigned" | "at_risk" | "breached" | "open" | "waiting" | "snoozed" | "resolved" | "spam";

export interface View {
  id: ViewId;
  icon: LucideIcon;
  query: { queue: Queue | Pressing } | { assignee: "me" | "none" };
  /** Views of the open queue by assignee come by priority, what presses by its deadline, queues by their last change. */
  order: "priority" | "due" | "updated";
  /** Whether the row stands in the list that is loaded. */
  accepts(row: Row, me: string): boolean;
}

const inQueue = (queue: Queue) => (row: Row) => row.state_category === queue && !isAsleep(row);

/** As the server puts tickets into these lists. Nobody waits for a solution while the customer is waited for. */
const pressesAs = (state: "warned" | "breached") => (row: Row) => {
  const { sla, state_category: category } = row;
  if (sla?.state !== state || sla.answered_at !== null) return false;
  return category === "open" || (category === "paused" && (state === "warned" || sla.metric !== "resolution" || row.state !== "pending"));
};

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
    query: { queue: "at_risk" },
    order: "due",
    accepts: pressesAs("warned"),
  },
  {
    id: "breached",
    icon: Flame,
    query: { queue: "breached" },
    order: "due",
    accepts: pressesAs("breached"),
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

/** The server's own order keeps the deadline that was met. */
const promisedOf = (row: Row) => row.sla?.due_at ?? "9";
const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Negative when `a` stands before `b` in the view, as the server sorts. */
export function compareRows(order: View["order"], a: Row, b: Row): number {
  if (order === "updated") return compareTexts(b.updated_at, a.updated_at) || b.number - a.number;
  const byPriority = order === "priority" ? priorityRank(a.priority) - priorityRank(b.priority) : 0;
  return byPriority || compareTexts(promisedOf(a), promisedOf(b)) || a.number - b.number;
}
