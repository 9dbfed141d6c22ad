import type { State, Ticket } from "@/api/types";
import { setNotice, showField } from "./notices";
import { missingFor } from "./rules";
import { useChangeTicket } from "./use-change-ticket";
import { useRules } from "./use-rules";

/**
 * Sets the state, or a status of the tenant's own that stands for it. When a field is still wanted before a ticket can
 * be resolved, nothing is sent: the field is shown instead.
 */
export function useSetState(number: number): (ticket: Ticket, state: State, status_id?: string | null) => void {
  const rules = useRules();
  const change = useChangeTicket(number);
  return (ticket, state, status_id = null) => {
    const missing = state === "resolved" ? missingFor(rules, "resolve", ticket.fields).map((field) => field.key) : [];
    if (missing[0]) {
      setNotice(number, { missing });
      showField(number, missing[0]);
    } else change.mutate(status_id ? { kind: "status", state, status_id } : { kind: "state", state });
  };
}
