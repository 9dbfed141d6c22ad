import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { hasCode } from "@/api/problem";
import { useReason } from "@/features/tickets/reasons";
import { refetchTicket } from "@/features/tickets/ticket-cache";
import { toast } from "@/ui/toasts";

interface Wish {
  messageId: string;
  /** null = now. */
  sendAt: string | null;
}

/** Another moment for a reply that goes out later. */
export function useReschedule(number: number) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const reason = useReason();
  return useMutation({
    mutationFn: ({ messageId, sendAt }: Wish) =>
      dataOf(
        api.PATCH("/v1/tickets/{number}/messages/{id}", {
          params: { path: { number: String(number), id: messageId } },
          body: { send_at: sendAt },
        }),
      ),
    onError(error) {
      const detail = hasCode(error, "conflict") ? t("undo.too_late_hint") : reason(error);
      toast({ tone: "error", title: t("later.not_changed"), detail });
    },
    onSettled: () => refetchTicket(client, number),
  });
}
