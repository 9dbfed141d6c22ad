import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { hasCode } from "@/api/problem";
import { isLive } from "@/api/live-link";
import type { Message, MessageCreated, Ticket, TicketView } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import { clockTime } from "@/lib/time";
import { isEmpty, type Outgoing, type Scope } from "@/features/drafts/draft";
import { beginSending, finishSending, readDraft, takeBack, type HowToSend } from "@/features/drafts/draft-store";
import { undoable } from "@/features/sending/undo";
import { useDraftPlace } from "@/features/drafts/use-draft";
import type { Change } from "@/features/tickets/changes";
import { keys } from "@/features/tickets/keys";
import { useReason } from "@/features/tickets/reasons";
import { addMessages } from "@/features/tickets/merge-view";
import { useRules } from "@/features/tickets/use-rules";
import { changeKey, putTicket, refetchTicket, showChange, showTicket } from "@/features/tickets/ticket-cache";
import { announce, toast } from "@/ui/toasts";
import { sendMessage } from "./send-message";

interface Sending {
  outgoing: Outgoing;
  seen: string | null;
  /** The server's draft of these words. */
  draft: Scope | null;
  change: Change | null;
}

const withMessages = (view: TicketView, more: Message[]): TicketView => ({ ...view, messages: addMessages(view.messages, more) });

/** What the message does to the ticket besides: the state asked for, or that of a ticket which has been answered. */
function changeWith({ kind, stateAfter, sendAt }: Outgoing, ticket: Ticket | undefined): Change | null {
  const state = stateAfter ?? (ticket?.state === "new" && kind === "reply" && !sendAt ? "open" : null);
  return state && { kind: "state", state };
}

interface Place {
  isOpen: () => boolean;
  open: () => void;
  /** The server has taken it. */
  onSent: (sent: MessageCreated, outgoing: Outgoing) => void;
}

/**
 * Sends the draft of a ticket. The text moves into the thread at once; when the server refuses, or does not answer, it
 * is a draft again, with the reason: said in the composer while `isOpen`, and else in a message that leads back to it.
 */
export function useSendMessage(number: number, { isOpen, open, onSent }: Place) {
  const client = useQueryClient();
  const place = useDraftPlace(number);
  const reason = useReason();
  const { t, i18n } = useTranslation();
  const undoSeconds = useRules().undo_send_seconds;
  const view = () => client.getQueryData<TicketView>(keys.ticket(number));

  const say = ({ message, ticket }: MessageCreated, { kind, sendAt }: Outgoing) => {
    const { label } = ticket;
    if (kind === "note") return announce(t("composer.note_added", { label }));
    const until = message.send_after;
    if (message.send_state === "held" && until && !sendAt) return undoable.set({ number, label, messageId: message.id, until });
    if (!sendAt) return announce(t("composer.reply_sent", { label }));
    const at = clockTime(sendAt, Date.now(), formatLocale(i18n.language));
    toast({ tone: "info", title: t("later.planned", { label, at }) });
  };

  const mutation = useMutation({
    mutationKey: changeKey(number),
    scope: { id: `ticket-${number}` },
    mutationFn: ({ outgoing, seen, draft }: Sending) => sendMessage(number, outgoing, { seen, draft, undoSeconds }),
    onMutate(): Ticket | undefined {
      showChange(client, number);
      return view()?.ticket;
    },
    onSuccess(sent, sending, before) {
      const { outgoing } = sending;
      const { message, ticket } = sent;
      client.setQueryData<TicketView>(keys.ticket(number), (old) => old && withMessages(old, [message]));
      putTicket(client, ticket, sending);
      finishSending(place, outgoing.kind, before?.last_message_id ?? null, message.id, sending.draft !== null);
      say(sent, outgoing);
      onSent(sent, outgoing);
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
    send: (how: HowToSend) => {
      const draft = readDraft(place);
      if (draft.outgoing || isEmpty(draft.written[draft.kind])) return;
      const seen = draft.seen ?? view()?.ticket.last_message_id ?? null;
      const rest = draft.written[draft.kind === "reply" ? "note" : "reply"];
      const kept = isEmpty(rest) ? (draft.synced?.scope ?? null) : null;
      const outgoing = beginSending(place, how, new Date().toISOString());
      mutation.mutate({ outgoing, seen, draft: kept, change: changeWith(outgoing, view()?.ticket) });
    },
  };
}
