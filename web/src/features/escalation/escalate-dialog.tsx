import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { Ticket } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextArea } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { useReason } from "@/features/tickets/reasons";
import { putTicket, refetchTicket } from "@/features/tickets/ticket-cache";

/** Calls the people of the ticket's policy now, whatever was promised. */
export default function EscalateDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const { t } = useTranslation("work");
  const client = useQueryClient();
  const reason = useReason();
  const { number, label } = ticket;
  const raise = useMutation({
    mutationFn: (note: string) =>
      dataOf(api.POST("/v1/tickets/{number}/escalations", { params: { path: { number: String(number) } }, body: { level: 1, note } })),
    onSuccess(after) {
      putTicket(client, after);
      toast({ tone: "info", title: t("escalate.done", { label }) });
      onClose();
    },
    onSettled: () => void refetchTicket(client, number),
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    raise.mutate(new FormData(event.currentTarget).get("note") as string);
  };
  return (
    <Dialog title={t("escalate.title", { label })} onClose={onClose} size="s">
      <form onSubmit={onSubmit} className="flex flex-col gap-3 p-4">
        <p className="text-13 text-text-2">{t("escalate.text")}</p>
        <TextArea label={t("escalate.note")} hint={t("escalate.hint")} name="note" rows={3} maxLength={500} autoFocus />
        {raise.isError && (
          <p role="alert" className="text-12 text-breach">
            {reason(raise.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button type="button" onClick={onClose}>
            {t("escalate.cancel")}
          </Button>
          <Button type="submit" look="primary" disabled={raise.isPending}>
            {t("escalate.submit")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
