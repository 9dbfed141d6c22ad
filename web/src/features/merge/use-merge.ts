import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { Ticket } from "@/api/types";
import { toast } from "@/ui/toasts";
import { keys } from "@/features/tickets/keys";
import { openTicket } from "@/features/tickets/opener";
import { useReason } from "@/features/tickets/reasons";
import { putTicket, refetchTicket } from "@/features/tickets/ticket-cache";

const ifMatch = (ticket: Ticket) => ({ "If-Match": `"${ticket.version}"` });

/** Takes a merge back; the source is as it was before. */
export function useUnmerge() {
  const { t } = useTranslation("work");
  const client = useQueryClient();
  const reason = useReason();
  return useMutation({
    mutationFn: (source: Ticket) =>
      dataOf(api.DELETE("/v1/tickets/{number}/merge", { params: { path: { number: String(source.number) }, header: ifMatch(source) } })),
    onSuccess(ticket) {
      putTicket(client, ticket);
      toast({ tone: "info", title: t("merge.undone", { label: ticket.label }) });
      openTicket(ticket.number);
    },
    onError: (error, source) => toast({ tone: "error", title: t("merge.not_undone", { label: source.label }), detail: reason(error) }),
    onSettled: (ticket) => void (ticket && refetchTicket(client, ticket.number)),
  });
}

/** Puts a ticket into another one and goes there; the message about it takes it back. */
export function useMerge() {
  const { t } = useTranslation("work");
  const client = useQueryClient();
  const reason = useReason();
  const unmerge = useUnmerge();
  const undo = async (number: number) => {
    // The merge has changed the source, so its version is read anew.
    const view = await dataOf(api.GET("/v1/tickets/{number}", { params: { path: { number: String(number) } } })).catch(() => null);
    if (view) unmerge.mutate(view.ticket);
    else toast({ tone: "error", title: t("merge.not_undone", { label: String(number) }), detail: t("merge.try_there") });
  };
  return useMutation({
    mutationFn: ({ source, into }: { source: Ticket; into: number }) =>
      dataOf(
        api.POST("/v1/tickets/{number}/merge", { params: { path: { number: String(source.number) }, header: ifMatch(source) }, body: { into } }),
      ),
    onSuccess(target, { source }) {
      putTicket(client, target);
      void client.invalidateQueries({ queryKey: keys.ticket(source.number) });
      toast({
        tone: "info",
        title: t("merge.done", { source: source.label, target: target.label }),
        action: { label: t("merge.undo"), run: () => void undo(source.number) },
      });
      openTicket(target.number);
    },
    onError: (error, { source }) => toast({ tone: "error", title: t("merge.not_done", { label: source.label }), detail: reason(error) }),
    onSettled: (target) => void (target && refetchTicket(client, target.number)),
  });
}

/** Takes messages out into a ticket of their own and goes there. One key for one split: trying again makes no second ticket. */
export function useSplit(ticket: Ticket) {
  const { t } = useTranslation("work");
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ ids, subject, key }: { ids: string[]; subject: string; key: string }) =>
      dataOf(
        api.POST("/v1/tickets/{number}/split", {
          params: { path: { number: String(ticket.number) }, header: { "Idempotency-Key": key } },
          body: { message_ids: ids, subject },
        }),
      ),
    onSuccess(view) {
      client.setQueryData(keys.ticket(view.ticket.number), view);
      toast({ tone: "info", title: t("split.done", { label: view.ticket.label }) });
      void refetchTicket(client, ticket.number);
      openTicket(view.ticket.number);
    },
  });
}
