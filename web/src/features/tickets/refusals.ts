/** Refusals that ask the agent for something: kept as notices, wherever the change came from. */
import type { QueryClient } from "@tanstack/react-query";
import { hasCode } from "@/api/problem";
import type { Change } from "./changes";
import { keys } from "./keys";
import { setNotice, showField } from "./notices";

const FIELD = "body.fields.";

/** Keys of the fields that were wanted before the ticket could be resolved. */
export function missingIn(error: unknown): string[] {
  if (!hasCode(error, "invalid")) return [];
  const wanted = error.fields.filter((problem) => problem.code === "required_on_resolve" && problem.field.startsWith(FIELD));
  return wanted.map((problem) => problem.field.slice(FIELD.length));
}

/** Whether somebody else changed the very same fields. */
export function isConflict(error: unknown): boolean {
  return hasCode(error, "stale_version") && Array.isArray(error.data.conflicts) && error.data.conflicts.length > 0;
}

/** Whether some part of the page shows the ticket. */
export const isShown = (client: QueryClient, number: number): boolean =>
  client.getQueryCache().find({ queryKey: keys.ticket(number) })?.isActive() ?? false;

/** Listens to all changes of tickets, the composer's too; returns what ends it. */
export function followRefusals(client: QueryClient): () => void {
  return client.getMutationCache().subscribe((event) => {
    if (event.type !== "updated" || event.action.type !== "error") return;
    const [kind, number] = event.mutation.options.mutationKey ?? [];
    if (kind !== "change" || typeof number !== "number") return;
    const missing = missingIn(event.action.error);
    if (missing[0]) {
      setNotice(number, { missing });
      if (isShown(client, number)) showField(number, missing[0]);
    }
    const change = event.mutation.state.variables as Change;
    if (isConflict(event.action.error) && "kind" in change) setNotice(number, { conflict: change });
  });
}
