import type { Priority, Row, State } from "@/api/types";

export type StateCategory = Row["state_category"];

const STATE_CATEGORIES: Record<State, StateCategory> = {
  new: "open",
  open: "open",
  reopened: "open",
  pending: "paused",
  on_hold: "paused",
  resolved: "resolved",
  closed: "terminal",
  spam: "terminal",
};

export function stateCategoryOf(state: State): StateCategory {
  return STATE_CATEGORIES[state];
}

/** The order in which states are offered. */
export const STATES: State[] = ["new", "open", "reopened", "pending", "on_hold", "resolved", "closed", "spam"];

export const PRIORITIES: Priority[] = ["urgent", "high", "normal", "low"];

export function priorityRank(priority: Priority): number {
  return PRIORITIES.indexOf(priority);
}
