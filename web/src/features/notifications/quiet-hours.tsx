import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { useSession } from "@/api/session";
import type { QuietHours } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { useReason } from "@/features/tickets/reasons";

const KEY = ["quiet-hours"];
const DAYS = [0, 1, 2, 3, 4, 5, 6];
// A week that begins on a Monday, to have its days named.
const dayName = (day: number, locale: string) => new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(Date.UTC(2026, 0, 5 + day));

function Form({ known }: { known: QuietHours | null }) {
  const { t, i18n } = useTranslation("settings");
  const client = useQueryClient();
  const reason = useReason();
  const { zone } = useSession().tenant;
  const [on, setOn] = useState(known !== null);
  const [values, setValues] = useState<Required<QuietHours>>({ zone, begins: "22:00", ends: "07:00", days: DAYS, ...known });
  const save = useMutation({
    mutationFn: () => dataOf(api.PUT("/v1/notifications/quiet-hours", { body: { quiet: on ? values : null } })),
    onSuccess(chosen) {
      client.setQueryData(KEY, chosen);
      toast({ tone: "info", title: t("quiet.saved") });
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const set = (change: Partial<Required<QuietHours>>) => setValues((old) => ({ ...old, ...change }));
  const toggle = (day: number) => set({ days: values.days.includes(day) ? values.days.filter((each) => each !== day) : [...values.days, day].sort() });
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-3">
      <label className="flex items-center gap-2">
        <input type="checkbox" checked={on} onChange={({ target }) => setOn(target.checked)} className="size-4 accent-accent" />
        {t("quiet.on")}
      </label>
      {on && (
        <>
          <div className="grid grid-cols-2 gap-3">
            <Field label={t("quiet.begins")} type="time" required value={values.begins} onChange={({ target }) => set({ begins: target.value })} />
            <Field label={t("quiet.ends")} type="time" required value={values.ends} onChange={({ target }) => set({ ends: target.value })} hint={values.zone.replaceAll("_", " ")} />
          </div>
          <fieldset>
            <legend className="mb-1 text-12 font-medium text-text-2">{t("quiet.days")}</legend>
            <div className="flex flex-wrap gap-x-3 gap-y-1">
              {DAYS.map((day) => (
                <label key={day} className="flex items-center gap-1.5">
                  <input type="checkbox" checked={values.days.includes(day)} onChange={() => toggle(day)} className="size-4 accent-accent" />
                  {dayName(day, formatLocale(i18n.language))}
                </label>
              ))}
            </div>
          </fieldset>
        </>
      )}
      {save.error && (
        <p role="alert" className="text-12 text-breach">
          {reason(save.error)}
        </p>
      )}
      <div>
        <Button type="submit" disabled={save.isPending || (on && values.days.length === 0)}>
          {t("quiet.save")}
        </Button>
      </div>
    </form>
  );
}

/** When escalations do not call this person. */
export default function QuietHoursPart() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => dataOf(api.GET("/v1/notifications/quiet-hours", { signal })), staleTime: 0 });
  return (
    <section aria-label={t("quiet.title")} className="mt-4 border-t pt-4">
      <h3 className="font-medium">{t("quiet.title")}</h3>
      <p className="mb-2 text-12 text-text-2">{t("quiet.text")}</p>
      {query.data && <Form known={query.data.quiet} />}
      {query.isError && !query.data && (
        <p role="alert" className="flex items-center gap-3 text-12 text-breach">
          {t("quiet.failed")} <Button onClick={() => void query.refetch()}>{common("common.retry")}</Button>
        </p>
      )}
    </section>
  );
}
