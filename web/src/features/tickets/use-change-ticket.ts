import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { isLive } from "@/api/live-link";
import type { TicketView } from "@/api/types";
import { toast } from "@/ui/toasts";
import { sendChange, type Change } from "./changes";
import { keys } from "./keys";
import { openTicket } from "./opener";
import { useReason } from "./reasons";
import { isConflict, isShown, missingIn } from "./refusals";
import { changeKey, changesUnderWay, putTicket, refetchTicket, showChange, showTicket } from "./ticket-cache";

/**
 * Changes a ticket on screen at once. A refusal takes the change back and says why; what others did meanwhile stays.
 * Changes to one ticket run one after the other, so that each carries the version the one before has made.
 */
export function useChangeTicket(number: number) {
  const client = useQueryClient();
  const reason = useReason();
  const { t } = useTranslation();
  const current = () => client.getQueryData<TicketView>(keys.ticket(number))?.ticket;

  return useMutation({
    mutationKey: changeKey(number),
    scope: { id: `ticket-${number}` },
    mutationFn: (change: Change) => {
      const ticket = current();
      if (!ticket) throw new Error("the ticket is not loaded");
      return sendChange(ticket, change);
    },
    onMutate: () => showChange(client, number),
    onSuccess: (ticket, own) => putTicket(client, ticket, own),
    onError(error, change) {
      const label = current()?.label ?? String(number);
      showTicket(client, number, change);
      // What the agent has to decide or to fill in stands on the ticket itself, when that is on screen.
      const asks = isConflict(error) || missingIn(error).length > 0;
      if (asks && isShown(client, number)) return;
      const action = asks ? { label: t("change.look"), run: () => openTicket(number) } : undefined;
      toast({ tone: "error", title: t(`change.${change.kind}`, { label }), detail: reason(error), action });
    },
    onSettled(_ticket, error, change) {
      // Frames tell what followed from it. A refusal means that something was not known here.
      if ((isLive() && !error) || changesUnderWay(client, number, change).length > 0) return;
      // Not waited for: until this returns the change counts as under way, and would be shown on top of the answer.
      void refetchTicket(client, number);
    },
  });
}
