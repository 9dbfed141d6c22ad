import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { ApiProblem } from "@/api/problem";
import type { Priority, TicketView } from "@/api/types";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, INPUT, TextArea } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { keys } from "@/features/tickets/keys";
import { useReason } from "@/features/tickets/reasons";
import { PRIORITIES } from "@/features/tickets/states";

function read(form: HTMLFormElement) {
  const data = new FormData(form);
  const value = (name: string) => {
    const entry = data.get(name);
    return typeof entry === "string" ? entry.trim() : "";
  };
  const name = value("name");
  return {
    subject: value("subject"),
    body: value("body"),
    priority: value("priority") as Priority,
    channel: "api" as const,
    requester: { email: value("email"), ...(name ? { name } : {}) },
  };
}

/** Opens a ticket in a customer's name, for what came by phone or in passing. */
export default function NewTicketDialog({ onClose, onCreated }: { onClose: () => void; onCreated: (number: number) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const reason = useReason();
  // One key for one ticket: trying again after a lost answer does not open a second one.
  const [key] = useState(randomKey);
  const create = useMutation({
    mutationFn: (body: ReturnType<typeof read>) =>
      dataOf<TicketView>(api.POST("/v1/tickets", { params: { header: { "Idempotency-Key": key } }, body })),
    onSuccess(view) {
      client.setQueryData(keys.ticket(view.ticket.number), view);
      void client.invalidateQueries({ queryKey: ["head"] });
      toast({ tone: "info", title: t("new.created", { label: view.ticket.label }) });
      onCreated(view.ticket.number);
    },
  });
  const fieldError = (name: string) => {
    if (!(create.error instanceof ApiProblem)) return null;
    return create.error.fields.find((field) => field.field === `body.${name}`)?.message ?? null;
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate(read(event.currentTarget));
  };
  return (
    <Dialog title={t("action.new_ticket")} onClose={onClose} fixed>
      <form onSubmit={onSubmit} className="flex flex-col gap-3 p-4">
        <div className="grid gap-3 pane:grid-cols-2">
          <Field label={t("new.email")} name="email" type="email" required autoFocus autoComplete="off" error={fieldError("requester.email")} />
          <Field label={t("new.name")} name="name" autoComplete="off" error={fieldError("requester.name")} />
        </div>
        <Field label={t("new.subject")} name="subject" required maxLength={500} autoComplete="off" error={fieldError("subject")} />
        <TextArea label={t("new.body")} name="body" required rows={6} error={fieldError("body")} />
        <label className="flex flex-col gap-1 text-12 font-medium text-text-2">
          {t("field.priority")}
          <select name="priority" defaultValue="normal" className={`${INPUT} h-9 font-normal`}>
            {PRIORITIES.map((priority) => (
              <option key={priority} value={priority}>
                {t(`priority.${priority}`)}
              </option>
            ))}
          </select>
        </label>
        {create.isError && (
          <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
            {reason(create.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="primary" type="submit" disabled={create.isPending}>
            {t("new.create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
