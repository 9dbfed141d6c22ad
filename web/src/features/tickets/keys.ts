import type { View } from "./views";

/** Where things stand in the query cache. */
export const keys = {
  lists: ["list"] as const,
  list: (view: View) => ["list", view.id] as const,
  heads: ["head"] as const,
  head: (view: View) => ["head", view.id] as const,
  tickets: ["ticket"] as const,
  ticket: (number: number) => ["ticket", number] as const,
  /** The newest form of a ticket that the server has told, without the changes still under way. */
  allKnown: ["known"] as const,
  known: (number: number) => ["known", number] as const,
  related: (number: number, others: number[]) => ["related", number, ...others] as const,
  users: ["users"] as const,
  /** The tenant's statuses, fields, categories and teams. */
  rules: ["settings", "tickets"] as const,
};
