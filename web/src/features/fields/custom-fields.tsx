import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { useStore } from "@/lib/store";
import { Button } from "@/ui/button";
import { notices, setNotice } from "@/features/tickets/notices";
import { activeFields, isEmpty, missingFor } from "@/features/tickets/rules";
import { useChangeTicket } from "@/features/tickets/use-change-ticket";
import { useRules } from "@/features/tickets/use-rules";
import { useSetState } from "@/features/tickets/use-set-state";
import { ValueEditor } from "./value-editor";

/** Says what is wanted before the ticket can be resolved, and resolves it when all is there. */
function Wanted({ ticket, keys }: { ticket: Ticket; keys: string[] }) {
  const { t } = useTranslation("work");
  const rules = useRules();
  const setState = useSetState(ticket.number);
  const open = keys.filter((key) => isEmpty(ticket.fields[key]));
  const names = open.map((key) => rules.fields.find((field) => field.key === key)?.label ?? key).join(", ");
  const done = open.length === 0 && missingFor(rules, "resolve", ticket.fields).length === 0;
  return (
    <div role="status" className={`mb-2 rounded-m px-2.5 py-2 text-12 ${done ? "bg-met-soft" : "bg-risk-soft"}`}>
      <p className={done ? "font-medium text-met" : "font-medium text-risk"}>{done ? t("fields.all_there") : t("fields.wanted", { names, count: open.length })}</p>
      <div className="mt-1.5 flex gap-1.5">
        {done && (
          <Button
            look="primary"
            size="s"
            onClick={() => {
              setNotice(ticket.number, { missing: null });
              setState(ticket, "resolved");
            }}
          >
            <CircleCheck aria-hidden className="icon-s" /> {t("fields.resolve_now")}
          </Button>
        )}
        <Button size="s" className="bg-surface" onClick={() => setNotice(ticket.number, { missing: null })}>
          {t("fields.not_now")}
        </Button>
      </div>
    </div>
  );
}

/** The tenant's own fields of a ticket, edited where they stand. */
export function CustomFields({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation("work");
  const rules = useRules();
  const change = useChangeTicket(ticket.number);
  const missing = useStore(notices)[ticket.number]?.missing ?? null;
  const fields = activeFields(rules);
  if (fields.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1.5 text-11 font-medium text-text-3">{t("fields.section")}</h3>
      {missing && <Wanted ticket={ticket} keys={missing} />}
      <dl className="grid grid-cols-[84px_minmax(0,1fr)] items-start gap-y-1 text-12">
        {fields.map((field) => (
          <div key={field.id} className="contents">
            <dt className="flex min-h-6 items-center text-text-3" title={field.label}>
              <span className="line-clamp-2 leading-tight">{field.label}</span>
            </dt>
            <dd className="flex min-h-6 min-w-0 items-center">
              <ValueEditor
                field={field}
                look="inline"
                value={ticket.fields[field.key]}
                problem={missing?.includes(field.key) && isEmpty(ticket.fields[field.key]) ? t("fields.required_on_resolve") : null}
                onChange={(value) => change.mutate({ kind: "field", key: field.key, value })}
              />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
