import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { SendState, TicketView } from "@/api/types";
import { announce, toast } from "@/ui/toasts";

/** Tells when the mail of one's own reply has gone out, or has not. The first look at a thread is no news. */
export function useSendNews({ ticket, messages }: TicketView, me: string): void {
  const { t } = useTranslation();
  const known = useRef<Map<string, SendState> | null>(null);
  useEffect(() => {
    const before = known.current;
    known.current = new Map(messages.flatMap(({ id, send_state }) => (send_state ? [[id, send_state] as const] : [])));
    if (!before) return;
    for (const { id, author, send_state, send_error } of messages) {
      const was = before.get(id);
      if (author.id !== me || !was || was === send_state) continue;
      if (send_state === "sent") announce(t("send.news_sent", { label: ticket.label }));
      if (send_state !== "failed" && send_state !== "uncertain" && send_state !== "bounced") continue;
      toast({ tone: "error", title: t(`send.news_${send_state}`, { label: ticket.label }), detail: send_error ?? undefined });
    }
  }, [messages, me, t, ticket.label]);
}
