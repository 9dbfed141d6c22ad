import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { hasCode } from "@/api/problem";
import { useSession } from "@/api/session";
import type { Message, State, Ticket, TicketView } from "@/api/types";
import { beginSending, finishSending, readDraft, takeBack, type Outgoing } from "@/features/drafts/draft-store";
import { useDraftPlace } from "@/features/drafts/use-draft";
import { applyChange, revertChange } from "@/features/tickets/changes";
import { keys } from "@/features/tickets/queries";
import { useReason } from "@/features/tickets/reasons";
import { putTicket, refetchTicket } from "@/features/tickets/ticket-cache";
import { announce, toast } from "@/ui/toasts";
import { sendMessage } from "./send-message";

interface Sending {
  outgoing: Outgoing;
  seen: string | null;
}

/** Messages of the thread with those added that it did not have. */
function withMessages(view: TicketView, more: Message[]): TicketView {
  const known = new Set(view.messages.map((message) => message.id));
  return { ...view, messages: [...view.messages, ...more.filter((message) => !known.has(message.id))] };
}

/**
 * Sends the draft of a ticket. The text moves into the thread at once; when the server refuses, or does not answer, it
 * is a draft again, with the reason: said in the composer while `isOpen`, and else in a message that leads back to it.
 */
export function useSendMessage(number: number, isOpen: () => boolean, open: () => void) {
  const client = useQueryClient();
  const place = useDraftPlace(number);
  const me = useSession().user.id;
  const reason = useReason();
  const { t } = useTranslation();
  const view = () => client.getQueryData<TicketView>(keys.ticket(number));

  const mutation = useMutation({
    scope: { id: `ticket-${number}` },
    mutationFn: ({ outgoing, seen }: Sending) => sendMessage(number, outgoing, seen),
    async onMutate({ outgoing }): Promise<Ticket | undefined> {
      await client.cancelQueries({ queryKey: keys.ticket(number) });
      const before = view()?.ticket;
      const state = outgoing.stateAfter ?? (before?.state === "new" && outgoing.kind === "reply" ? "open" : null);
      if (before && state) putTicket(client, applyChange(before, { kind: "state", state }, me), me);
      return before;
    },
    onSuccess({ message, ticket }, { outgoing }, before) {
      client.setQueryData<TicketView>(keys.ticket(number), (old) => old && withMessages(old, [message]));
      putTicket(client, ticket, me);
      finishSending(place, outgoing.kind, before?.last_message_id ?? null, message.id);
      announce(t(outgoing.kind === "note" ? "composer.note_added" : "composer.reply_sent", { label: ticket.label }));
    },
    onError(error, { outgoing }, before) {
      const now = view()?.ticket;
      if (before && now) putTicket(client, revertChange(now, before, { kind: "state", state: before.state }), me);
      const stale = hasCode(error, "stale_thread");
      if (stale && Array.isArray(error.data.new_messages)) {
        const news = error.data.new_messages as Message[];
        client.setQueryData<TicketView>(keys.ticket(number), (old) => old && withMessages(old, news));
      }
      const why = stale ? t("composer.stale") : reason(error);
      takeBack(place, { kind: outgoing.kind, stale, reason: why }, hasCode(error, "idempotency_mismatch"));
      const title = t("composer.not_sent", { label: before?.label ?? String(number) });
      // The open composer says it itself.
      if (!isOpen()) toast({ tone: "error", title, detail: why, action: { label: t("composer.open_draft"), run: open } });
    },
    onSettled: () => refetchTicket(client, number),
  });

  return {
    send: (stateAfter: State | null) => {
      const draft = readDraft(place);
      if (draft.outgoing || !draft.text[draft.kind].trim()) return;
      const seen = draft.seen ?? view()?.ticket.last_message_id ?? null;
      mutation.mutate({ outgoing: beginSending(place, stateAfter, new Date().toISOString()), seen });
    },
  };
}
