import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { ApiProblem, hasCode } from "@/api/problem";
import type { TicketSettings } from "@/api/types";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { keys } from "@/features/tickets/keys";
import { useReason } from "@/features/tickets/reasons";
import { useRules } from "@/features/tickets/use-rules";
import { Page, Tick } from "./controls";
import { Guard } from "./guard";

interface Values {
  closes: boolean;
  close_after_days: string;
  reopen_days: string;
  undo_send_seconds: string;
  shown_promises: TicketSettings["shown_promises"];
  urgent_calls_anyway: boolean;
}

const PROMISES = ["reply", "solution"] as const;

const start = (rules: TicketSettings): Values => ({
  closes: rules.close_after_days !== null,
  close_after_days: String(rules.close_after_days ?? 4),
  reopen_days: String(rules.reopen_days),
  undo_send_seconds: String(rules.undo_send_seconds),
  shown_promises: PROMISES.filter((each) => rules.shown_promises.includes(each)),
  urgent_calls_anyway: rules.urgent_calls_anyway,
});

const bodyOf = (values: Values) => ({
  close_after_days: values.closes ? Number(values.close_after_days) : null,
  reopen_days: Number(values.reopen_days),
  undo_send_seconds: Number(values.undo_send_seconds),
  shown_promises: values.shown_promises,
  urgent_calls_anyway: values.urgent_calls_anyway,
});

function RulesForm({ rules }: { rules: TicketSettings }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const reason = useReason();
  const [base, setBase] = useState(rules);
  const [values, setValues] = useState(() => start(rules));
  const dirty = JSON.stringify(values) !== JSON.stringify(start(base));
  const take = (fresh: TicketSettings) => {
    client.setQueryData(keys.rules, fresh);
    setBase(fresh);
    setValues(start(fresh));
  };
  const save = useMutation({
    mutationFn: (version: number) =>
      dataOf(api.PATCH("/v1/settings/tickets", { params: { header: { "If-Match": `"${version}"` } }, body: bodyOf(values) })),
    onSuccess(fresh) {
      take(fresh);
      toast({ tone: "info", title: t("saved") });
    },
  });
  const showPromise = (promise: (typeof PROMISES)[number], shown: boolean) =>
    setValues({ ...values, shown_promises: PROMISES.filter((each) => (each === promise ? shown : values.shown_promises.includes(each))) });
  const set = (name: keyof Values) => (event: React.ChangeEvent<HTMLInputElement>) => setValues({ ...values, [name]: event.target.value });
  const fault = (name: string) => (save.error instanceof ApiProblem ? save.error.fields.find(({ field }) => field === `body.${name}`)?.message : null);
  const stale = hasCode(save.error, "stale_version") ? save.error : null;
  const number = (name: "close_after_days" | "reopen_days" | "undo_send_seconds", min: number, max: number) => (
    <Field
      type="number"
      label={t(`rules.${name}`)}
      hint={t(`rules.${name}_hint`)}
      value={values[name]}
      onChange={set(name)}
      min={min}
      max={max}
      step={1}
      required
      disabled={name === "close_after_days" && !values.closes}
      error={fault(name)}
      className="max-w-32"
    />
  );
  const reload = async () => {
    await client.refetchQueries({ queryKey: keys.rules });
    const fresh = client.getQueryData<TicketSettings>(keys.rules);
    save.reset();
    if (fresh) take(fresh);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(base.version);
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5 border-t pt-5">
      <Guard dirty={dirty} />
      <div className="flex flex-col gap-2">
        <Tick label={t("rules.closes")} checked={values.closes} onChange={(closes) => setValues({ ...values, closes })} />
        {number("close_after_days", 1, 365)}
      </div>
      {number("reopen_days", 0, 365)}
      {number("undo_send_seconds", 0, 60)}
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 font-medium">{t("rules.promises")}</legend>
        {PROMISES.map((each) => (
          <Tick key={each} label={t(`rules.promise_${each}`)} checked={values.shown_promises.includes(each)} onChange={(shown) => showPromise(each, shown)} />
        ))}
        <p className="text-12 text-text-3">{t("rules.promises_hint")}</p>
      </fieldset>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 font-medium">{t("rules.quiet_hours")}</legend>
        <Tick label={t("rules.urgent_calls_anyway")} checked={values.urgent_calls_anyway} onChange={(urgent_calls_anyway) => setValues({ ...values, urgent_calls_anyway })} />
        <p className="text-12 text-text-3">{t("rules.urgent_calls_anyway_hint")}</p>
      </fieldset>
      {save.error && !fault("close_after_days") && !fault("reopen_days") && !fault("undo_send_seconds") && (
        <div role="alert" className={`flex flex-wrap items-center gap-2 rounded-m px-2.5 py-2 text-12 font-medium ${stale ? "bg-risk-soft text-risk" : "bg-breach-soft text-breach"}`}>
          <span className="min-w-40 flex-1">{stale ? t("stale.text") : reason(save.error)}</span>
          {stale && (
            <>
              <Button size="s" className="bg-surface" onClick={() => void reload()}>
                {t("stale.theirs")}
              </Button>
              <Button size="s" className="bg-surface" onClick={() => save.mutate(Number(stale.data.current_version))}>
                {t("stale.mine")}
              </Button>
            </>
          )}
        </div>
      )}
      <div className="flex gap-2">
        <Button look="primary" type="submit" disabled={!dirty || save.isPending}>
          {t("save")}
        </Button>
        <Button disabled={!dirty} onClick={() => setValues(start(base))}>
          {t("unsaved.undo")}
        </Button>
      </div>
    </form>
  );
}

/** Days and seconds: what happens to a ticket that nobody touches any more, and how long a reply can be taken back. */
export default function TicketsPage() {
  const { t } = useTranslation("settings");
  const rules = useRules();
  return (
    <Page title={t("page.tickets")} text={t("rules.text")}>
      {rules.version > 0 && <RulesForm rules={rules} />}
    </Page>
  );
}
