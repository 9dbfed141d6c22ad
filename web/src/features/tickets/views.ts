/** The inbox's views: what each asks the server for, and the same question put to a row at hand. */
import { CircleCheck, CirclePause, Inbox, MessagesSquare, User, type LucideIcon } from "lucide-react";
import type { Row } from "@/api/types";
import { priorityRank } from "./states";

type Queue = "open" | "paused" | "resolved";

export type ViewId = "mine" | "unassigned" | "open" | "waiting" | "resolved";

export interface View {
  id: ViewId;
  icon: LucideIcon;
  query: { queue: Queue } | { assignee: "me" | "none" };
  /** Views of the open queue by assignee come by priority, whole queues by their last change. */
  order: "priority" | "updated";
  accepts(row: Row, me: string): boolean;
}

const inQueue = (queue: Queue) => (row: Row) => row.category === queue;

export const VIEWS: View[] = [
  {
    id: "mine",
    icon: User,
    query: { assignee: "me" },
    order: "priority",
    accepts: (row, me) => row.category === "open" && row.assignee_id === me,
  },
  {
    id: "unassigned",
    icon: Inbox,
    query: { assignee: "none" },
    order: "priority",
    accepts: (row) => row.category === "open" && row.assignee_id === null,
  },
  { id: "open", icon: MessagesSquare, query: { queue: "open" }, order: "updated", accepts: inQueue("open") },
  { id: "waiting", icon: CirclePause, query: { queue: "paused" }, order: "updated", accepts: inQueue("paused") },
  { id: "resolved", icon: CircleCheck, query: { queue: "resolved" }, order: "updated", accepts: inQueue("resolved") },
];

export function findView(id: string): View | undefined {
  return VIEWS.find((view) => view.id === id);
}

/** Negative when `a` stands before `b` in the view, as the server sorts. */
export function compareRows(order: View["order"], a: Row, b: Row): number {
  if (order === "priority") return priorityRank(a.priority) - priorityRank(b.priority) || a.number - b.number;
  return b.updated_at.localeCompare(a.updated_at) || b.number - a.number;
}
