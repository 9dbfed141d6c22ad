import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { Ticket, TicketView } from "@/api/types";
import { toast } from "@/ui/toasts";
import { applyChange, revertChange, sendChange, type Change } from "./changes";
import { keys } from "./keys";
import { useReason } from "./reasons";
import { putTicket, refetchTicket } from "./ticket-cache";

const mutationKey = (number: number) => ["change", number];

/** Changes to the ticket that wait or run, except the one given. */
function others(client: QueryClient, number: number, own: Change): Change[] {
  return client
    .getMutationCache()
    .findAll({ mutationKey: mutationKey(number), status: "pending" })
    .map((mutation) => mutation.state.variables as Change)
    .filter((change) => change !== own);
}

/**
 * Changes a ticket on screen at once. A refusal puts the old value back and says why. Changes to one ticket run one
 * after the other, so that each carries the version the one before has made.
 */
export function useChangeTicket(number: number) {
  const client = useQueryClient();
  const me = useSession().user.id;
  const reason = useReason();
  const { t } = useTranslation();
  const current = () => client.getQueryData<TicketView>(keys.ticket(number))?.ticket;

  return useMutation({
    mutationKey: mutationKey(number),
    scope: { id: `ticket-${number}` },
    mutationFn: (change: Change) => {
      const ticket = current();
      if (!ticket) throw new Error("the ticket is not loaded");
      return sendChange(ticket, change);
    },
    async onMutate(change): Promise<Ticket | undefined> {
      await client.cancelQueries({ queryKey: keys.ticket(number) });
      const before = current();
      if (before) putTicket(client, applyChange(before, change, me), me);
      return before;
    },
    onSuccess(ticket, own) {
      const shown = others(client, number, own).reduce((now, change) => applyChange(now, change, me), ticket);
      putTicket(client, shown, me);
    },
    onError(error, change, before) {
      const now = current();
      if (before && now) putTicket(client, revertChange(now, before, change), me);
      const what = t(`change.${change.kind}`, { label: before?.label ?? String(number) });
      toast({ tone: "error", title: what, detail: reason(error) });
    },
    onSettled(_ticket, _error, change) {
      if (others(client, number, change).length > 0) return;
      return refetchTicket(client, number);
    },
  });
}
