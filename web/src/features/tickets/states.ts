import type { Priority, Row, State } from "@/api/types";

export type Category = Row["category"];

const CATEGORIES: Record<State, Category> = {
  new: "open",
  open: "open",
  reopened: "open",
  pending: "paused",
  on_hold: "paused",
  resolved: "resolved",
  closed: "terminal",
  spam: "terminal",
};

export function categoryOf(state: State): Category {
  return CATEGORIES[state];
}

/** The order in which states are offered. */
export const STATES: State[] = ["new", "open", "reopened", "pending", "on_hold", "resolved", "closed", "spam"];

export const PRIORITIES: Priority[] = ["urgent", "high", "normal", "low"];

export function priorityRank(priority: Priority): number {
  return PRIORITIES.indexOf(priority);
}
