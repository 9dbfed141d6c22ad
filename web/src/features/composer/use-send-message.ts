import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { hasCode } from "@/api/problem";
import { isLive } from "@/api/live-link";
import type { Message, State, Ticket, TicketView } from "@/api/types";
import { beginSending, finishSending, readDraft, takeBack, type Outgoing } from "@/features/drafts/draft-store";
import { useDraftPlace } from "@/features/drafts/use-draft";
import type { Change } from "@/features/tickets/changes";
import { keys } from "@/features/tickets/keys";
import { useReason } from "@/features/tickets/reasons";
import { addMessages } from "@/features/tickets/merge-view";
import { changeKey, putTicket, refetchTicket, showChange, showTicket } from "@/features/tickets/ticket-cache";
import { announce, toast } from "@/ui/toasts";
import { sendMessage } from "./send-message";

interface Sending {
  outgoing: Outgoing;
  seen: string | null;
  change: Change | null;
}

const withMessages = (view: TicketView, more: Message[]): TicketView => ({ ...view, messages: addMessages(view.messages, more) });

/** What the message does to the ticket besides: the state asked for, or that of a ticket which has been answered. */
function changeWith({ kind, stateAfter }: Outgoing, ticket: Ticket | undefined): Change | null {
  const state = stateAfter ?? (ticket?.state === "new" && kind === "reply" ? "open" : null);
  return state && { kind: "state", state };
}

/**
 * Sends the draft of a ticket. The text moves into the thread at once; when the server refuses, or does not answer, it
 * is a draft again, with the reason: said in the composer while `isOpen`, and else in a message that leads back to it.
 */
export function useSendMessage(number: number, isOpen: () => boolean, open: () => void) {
  const client = useQueryClient();
  const place = useDraftPlace(number);
  const reason = useReason();
  const { t } = useTranslation();
  const view = () => client.getQueryData<TicketView>(keys.ticket(number));

  const mutation = useMutation({
    mutationKey: changeKey(number),
    scope: { id: `ticket-${number}` },
    mutationFn: ({ outgoing, seen }: Sending) => sendMessage(number, outgoing, seen),
    onMutate(): Ticket | undefined {
      showChange(client, number);
      return view()?.ticket;
    },
    onSuccess({ message, ticket }, sending, before) {
      const { outgoing } = sending;
      client.setQueryData<TicketView>(keys.ticket(number), (old) => old && withMessages(old, [message]));
      putTicket(client, ticket, sending);
      finishSending(place, outgoing.kind, before?.last_message_id ?? null, message.id);
      announce(t(outgoing.kind === "note" ? "composer.note_added" : "composer.reply_sent", { label: ticket.label }));
    },
    onError(error, sending, before) {
      const { outgoing } = sending;
      showTicket(client, number, sending);
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
    onSettled(_sent, error) {
      if (!isLive() || error) void refetchTicket(client, number);
    },
  });

  return {
    send: (stateAfter: State | null) => {
      const draft = readDraft(place);
      if (draft.outgoing || !draft.text[draft.kind].trim()) return;
      const seen = draft.seen ?? view()?.ticket.last_message_id ?? null;
      const outgoing = beginSending(place, stateAfter, new Date().toISOString());
      mutation.mutate({ outgoing, seen, change: changeWith(outgoing, view()?.ticket) });
    },
  };
}
