import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { hasCode } from "@/api/problem";
import { useSession } from "@/api/session";
import type { TicketView } from "@/api/types";
import { addMessages } from "@/features/tickets/merge-view";
import { keys } from "@/features/tickets/keys";
import { useReason } from "@/features/tickets/reasons";
import { putTicket, refetchTicket } from "@/features/tickets/ticket-cache";
import { announce, toast } from "@/ui/toasts";
import { markSynced, selectKind, takeWords } from "@/features/drafts/draft-store";
import { printOfServer } from "@/features/drafts/reconcile";
import { asDraft, writtenOf } from "@/features/drafts/server-drafts";
import { undoable } from "./undo";

interface Wish {
  number: number;
  messageId: string;
  /** Runs when the words are back in the draft. */
  then?: () => void;
}

/** Calls a message back that is still held: its words, files and the state before it return. */
export function useRecall() {
  const client = useQueryClient();
  const { tenant, user } = useSession();
  const { t } = useTranslation();
  const reason = useReason();
  return useMutation({
    mutationFn: ({ number, messageId }: Wish) => dataOf(api.POST("/v1/tickets/{number}/messages/{id}/recall", { params: { path: { number: String(number), id: messageId } } })),
    onSuccess({ message, ticket, draft }, { number, then }) {
      client.setQueryData<TicketView>(keys.ticket(number), (view) => view && { ...view, messages: addMessages(view.messages, [message]) });
      putTicket(client, ticket);
      const place = { tenant: tenant.id, user: user.id, number };
      // It holds what the draft held before as well.
      const words = asDraft(draft);
      takeWords(place, words.kind, writtenOf(words), "instead", ticket.last_message_id);
      selectKind(place, words.kind);
      markSynced(place, { scope: "mine", version: words.version, print: printOfServer(words) });
      announce(t("undo.done"));
      then?.();
    },
    onError(error) {
      const late = hasCode(error, "conflict");
      toast({ tone: "error", title: t(late ? "undo.too_late" : "undo.failed"), detail: late ? t("undo.too_late_hint") : reason(error) });
    },
    onSettled(_recalled, _error, { number, messageId }) {
      if (undoable.get()?.messageId === messageId) undoable.set(null);
      void refetchTicket(client, number);
    },
  });
}
