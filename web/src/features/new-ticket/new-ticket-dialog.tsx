import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { ApiProblem } from "@/api/problem";
import type { Priority } from "@/api/types";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, INPUT, TextArea } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { keys } from "@/features/tickets/keys";
import { useReason } from "@/features/tickets/reasons";
import { missingFor } from "@/features/tickets/rules";
import { PRIORITIES } from "@/features/tickets/states";
import { useRules } from "@/features/tickets/use-rules";
import { MoreFields, NOTHING_MORE, type More } from "./more-fields";

const CHANNELS = ["phone", "api"] as const;
type Channel = (typeof CHANNELS)[number];

function read(form: HTMLFormElement, channel: Channel, more: More) {
  const data = new FormData(form);
  const value = (name: string) => {
    const entry = data.get(name);
    return typeof entry === "string" ? entry.trim() : "";
  };
  const name = value("name");
  const { fields, tags, category_id, team_id, assignee_id } = more;
  return {
    subject: value("subject"),
    body: value("body"),
    priority: value("priority") as Priority,
    channel,
    requester: { email: value("email"), ...(name ? { name } : {}) },
    ...(category_id ? { category_id } : {}),
    ...(team_id ? { team_id } : {}),
    ...(assignee_id ? { assignee_id } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  };
}

function Source({ channel, onChange }: { channel: Channel; onChange: (channel: Channel) => void }) {
  const { t } = useTranslation("work");
  return (
    <fieldset>
      <legend className="mb-1 text-12 font-medium text-text-2">{t("new.source")}</legend>
      <div className="flex flex-wrap gap-1.5">
        {CHANNELS.map((each) => (
          <label
            key={each}
            className="flex h-8 items-center rounded-m border px-2.5 has-checked:border-accent has-checked:bg-selected has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input type="radio" name="channel" checked={channel === each} onChange={() => onChange(each)} className="sr-only" />
            {t(`new.source_${each}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Opens a ticket in a customer's name: a call that is written down, or what came in passing. */
export default function NewTicketDialog({ onClose, onCreated }: { onClose: () => void; onCreated: (number: number) => void }) {
  const { t } = useTranslation();
  const { t: work } = useTranslation("work");
  const client = useQueryClient();
  const reason = useReason();
  const rules = useRules();
  const [channel, setChannel] = useState<Channel>("phone");
  const [more, setMore] = useState<More>(NOTHING_MORE);
  const [missing, setMissing] = useState<string[]>([]);
  // One key for one ticket: trying again after a lost answer does not open a second one.
  const [key] = useState(randomKey);
  const create = useMutation({
    mutationFn: (body: ReturnType<typeof read>) =>
      dataOf(api.POST("/v1/tickets", { params: { header: { "Idempotency-Key": key } }, body })),
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
    const wanted = missingFor(rules, "create", more.fields).map((field) => field.key);
    setMissing(wanted);
    const form = event.currentTarget;
    if (wanted[0]) return void form.querySelector<HTMLElement>(`[data-field="${CSS.escape(wanted[0])}"]`)?.focus();
    create.mutate(read(form, channel, more));
  };
  const problem = (name: string) => fieldError(`fields.${name}`) ?? (missing.includes(name) && more.fields[name] === undefined ? work("new.required") : null);
  return (
    <Dialog title={t("action.new_ticket")} onClose={onClose} fixed>
      <form onSubmit={onSubmit} className="flex flex-col gap-3 p-4">
        <Source channel={channel} onChange={setChannel} />
        <div className="grid gap-3 pane:grid-cols-2">
          <Field label={t("new.email")} name="email" type="email" required autoFocus autoComplete="off" error={fieldError("requester.email")} />
          <Field label={t("new.name")} name="name" autoComplete="off" error={fieldError("requester.name")} />
        </div>
        <Field label={t("new.subject")} name="subject" required maxLength={250} autoComplete="off" error={fieldError("subject")} />
        <TextArea label={channel === "phone" ? work("new.call") : t("new.body")} name="body" required rows={5} error={fieldError("body")} />
        <MoreFields more={more} onChange={setMore} problem={problem}>
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
        </MoreFields>
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
