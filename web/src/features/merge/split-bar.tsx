import { Split } from "lucide-react";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import type { TicketView } from "@/api/types";
import { randomKey } from "@/lib/random-key";
import { useStore } from "@/lib/store";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { useReason } from "@/features/tickets/reasons";
import { endSplit, splitting } from "./split-store";
import { useSplit } from "./use-merge";

/** Stands where one writes while messages are picked: how many, what the new ticket is called, and go. */
export default function SplitBar({ view }: { view: TicketView }) {
  const { t } = useTranslation("work");
  const { t: common } = useTranslation();
  const { ticket, messages } = view;
  const ids = useStore(splitting)?.ids ?? [];
  const split = useSplit(ticket);
  const reason = useReason();
  const [key] = useState(randomKey);
  const chosen = messages.filter((message) => ids.includes(message.id));
  const lacking = chosen.length > 0 && !chosen.some((message) => message.kind === "customer");
  const ready = chosen.length > 0 && !lacking;
  useEffect(() => {
    const boxes = document.querySelectorAll<HTMLElement>("[data-split]");
    boxes[boxes.length - 1]?.focus();
    const leave = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) endSplit();
    };
    document.addEventListener("keydown", leave);
    return () => {
      document.removeEventListener("keydown", leave);
      endSplit();
    };
  }, []);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const subject = (new FormData(event.currentTarget).get("subject") as string).trim();
    if (!ready || !subject) return;
    split.mutate({ ids: chosen.map((message) => message.id), subject, key }, { onSuccess: endSplit });
  };
  const subjectFault = split.error instanceof ApiProblem ? split.error.fields.find(({ field }) => field === "body.subject")?.message : null;
  return (
    <section aria-label={t("split.region")} className="shrink-0 px-3 pb-3 pane:px-6 pane:pb-5">
      <form onSubmit={onSubmit} className="flex flex-col gap-3 rounded-l border border-accent bg-surface p-3.5">
        <p className="flex items-center gap-2 font-medium">
          <Split aria-hidden className="icon text-accent" />
          <span role="status">{ids.length === 0 ? t("split.choose") : `${t("split.chosen", { count: ids.length })} ${t("split.stays")}`}</span>
        </p>
        <Field label={t("split.subject")} name="subject" required maxLength={250} defaultValue={ticket.subject} error={subjectFault} />
        {(lacking || (split.isError && !subjectFault)) && (
          <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
            {lacking ? t("split.needs_customer") : reason(split.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={endSplit}>{common("common.cancel")}</Button>
          <Button look="primary" type="submit" disabled={!ready || split.isPending}>
            {t("split.submit")}
          </Button>
        </div>
      </form>
    </section>
  );
}
