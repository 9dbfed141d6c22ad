import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Row, TicketSettings, TicketView } from "@/api/types";
import { afterResolving } from "@/features/tickets/after-resolving";
import type { Change } from "@/features/tickets/changes";
import { keys } from "@/features/tickets/keys";
import { missingFor, NO_RULES } from "@/features/tickets/rules";
import type { View } from "@/features/tickets/views";

/** Whether a ticket needs nobody any more, for now, once this has happened to it. */
function isDone(change: Change | null): boolean {
  if (!change) return false;
  if (change.kind === "snooze") return true;
  return (change.kind === "state" || change.kind === "status") && (change.state === "resolved" || change.state === "spam");
}

/**
 * When the agent is done with the open ticket, the next one opens, or the list, as they have chosen. It does not wait for
 * the server; a refusal leads back. It stays when something is known to be wanted first, and when a reply on a ticket with
 * children is offered to them too.
 */
export function useMoveOn(view: View, slug: string, rows: Row[], current: number | null): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const latest = useRef({ rows, current });
  useEffect(() => {
    latest.current = { rows, current };
  });
  useEffect(
    () =>
      client.getMutationCache().subscribe((event) => {
        if (event.type !== "updated" || event.action.type !== "pending") return;
        const [kind, number] = event.mutation.options.mutationKey ?? [];
        const { rows, current } = latest.current;
        if (kind !== "change" || number !== current || afterResolving.get() === "stay") return;
        const carried = event.mutation.state.variables as Change | { change: Change | null };
        const change = "kind" in carried ? carried : carried.change;
        if (!isDone(change)) return;
        const ticket = client.getQueryData<TicketView>(keys.ticket(number as number))?.ticket;
        const rules = client.getQueryData<TicketSettings>(keys.rules) ?? NO_RULES;
        if (ticket && change?.kind !== "snooze" && missingFor(rules, "resolve", ticket.fields).length > 0) return;
        if ("outgoing" in carried && ticket?.links.some((link) => link.kind === "parent_of")) return;
        const next = afterResolving.get() === "next" ? rows[rows.findIndex((row) => row.number === current) + 1] : undefined;
        const params = { slug, view: view.id };
        if (next) void navigate({ to: "/$slug/inbox/$view/$number", params: { ...params, number: String(next.number) }, replace: true });
        else void navigate({ to: "/$slug/inbox/$view", params });
      }),
    [client, navigate, slug, view],
  );
}
