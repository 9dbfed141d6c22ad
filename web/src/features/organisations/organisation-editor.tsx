import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import type { NewOrganisation, Organisation } from "@/api/types";
import { Field, TextArea } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { calendarsQuery } from "@/features/calendars/calendars";
import { FormWindow } from "@/features/doors/windows";
import { Choice } from "@/features/settings/controls";
import { useUnsaved } from "@/features/settings/editor";
import { TIERS, useSaveOrganisation } from "./organisations";

const OpenTickets = lazy(() => import("@/features/recomputing/open-tickets"));
const FAULTS = ["public_domain", "taken", "wrong_format"] as const;

interface Values {
  name: string;
  domains: string;
  tier: string;
  calendar: string;
}

const begin = (known: Organisation | null): Values => ({
  name: known?.name ?? "",
  domains: known?.domains.join("\n") ?? "",
  tier: known?.tier ?? "",
  calendar: known?.calendar_id ?? "",
});

const listed = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

const bodyOf = ({ name, domains, tier, calendar }: Values): NewOrganisation => ({
  name,
  domains: listed(domains),
  tier: TIERS.find((each) => each === tier) ?? null,
  calendar_id: calendar || null,
});

/** What is wrong with the domains, in words: each with the domain it is about. */
function useFaults(error: unknown, domains: string[]) {
  const { t } = useTranslation("organisations");
  const faults = error instanceof ApiProblem ? error.fields : [];
  const at = (name: string) => faults.find(({ field }) => field === `body.${name}`)?.message ?? null;
  const wrong = faults.filter(({ field }) => field.startsWith("body.domains"));
  const said = wrong.map(({ field, code, message }) => {
    const known = FAULTS.find((each) => each === code);
    const domain = domains[Number(field.split(".")[2])] ?? message.split(" ")[0];
    return known ? t(`fault.${known}`, { domain }) : message;
  });
  return { at, domains: said.join(" ") || null };
}

/** Makes or changes an organisation, and asks whether that is for its open tickets, too. */
export function OrganisationEditor({ known, onClose }: { known: Organisation | null; onClose: () => void }) {
  const { t } = useTranslation("organisations");
  const { t: settings } = useTranslation("settings");
  const save = useSaveOrganisation();
  const calendars = useQuery(calendarsQuery).data ?? [];
  const [start] = useState(() => begin(known));
  const [values, setValues] = useState(start);
  const [done, setDone] = useState<string | null>(null);
  useUnsaved(!done && JSON.stringify(values) !== JSON.stringify(start));
  const set = (change: Partial<Values>) => setValues((old) => ({ ...old, ...change }));
  const faults = useFaults(save.error, save.variables?.body.domains ?? []);
  const shown = faults.domains ?? faults.at("name") ?? faults.at("calendar_id");
  const hours = calendars.map(({ id, name }) => ({ value: id, label: name }));
  const onSubmit = () =>
    save.mutate(
      { known, body: bodyOf(values) },
      {
        onSuccess({ id }) {
          toast({ tone: "info", title: settings("saved") });
          if (known && (values.tier !== start.tier || values.calendar !== start.calendar)) setDone(id);
          else onClose();
        },
      },
    );
  if (done)
    return (
      <Suspense>
        <OpenTickets scope={{ organisation_id: done }} onClose={onClose} />
      </Suspense>
    );
  return (
    <FormWindow title={t(known ? "edit" : "new")} submit={settings(known ? "save" : "create")} busy={save.isPending} error={shown ? null : save.error} onSubmit={onSubmit} onClose={onClose}>
      <Field label={t("name")} value={values.name} onChange={({ target }) => set({ name: target.value })} required maxLength={120} autoFocus error={faults.at("name")} />
      <TextArea label={t("domains")} rows={3} value={values.domains} spellCheck={false} placeholder="acme.example" onChange={({ target }) => set({ domains: target.value })} error={faults.domains} hint={t("domains_text")} />
      <div className="grid items-start gap-3.5 pane:grid-cols-2">
        <Choice label={t("tier")} value={values.tier} onChange={(tier) => set({ tier })} options={[{ value: "", label: t("no_tier") }, ...TIERS.map((value) => ({ value, label: t(`tiers.${value}`) }))]} />
        <Choice label={t("hours")} value={values.calendar} onChange={(calendar) => set({ calendar })} options={[{ value: "", label: t("default_hours") }, ...hours]} error={faults.at("calendar_id")} />
      </div>
      <p className="text-12 text-text-3">{t("for_new")}</p>
    </FormWindow>
  );
}
