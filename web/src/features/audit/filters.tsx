import { useTranslation } from "react-i18next";
import { Field } from "@/ui/field";
import { Choice } from "@/features/settings/controls";
import type { People } from "@/features/tickets/use-people";
import type { Wanted } from "./trail";

const KINDS = ["ticket", "message", "sla", "escalation", "data", "user", "role", "api_key", "inbound_source", "tenant", "provider", "sign_in", "session", "status", "field", "category", "team", "ticket_settings", "canned_response", "sla_policy", "customer"] as const;

/** What of the trail somebody wants to see. Everything acts at once. */
export function Filters({ wanted, people, onChange }: { wanted: Wanted; people: People; onChange: (wanted: Wanted) => void }) {
  const { t } = useTranslation("audit");
  const set = (part: Partial<Wanted>) => onChange({ ...wanted, ...part });
  const actors = [
    { value: "", label: t("anybody") },
    ...people.active.map(({ id, name }) => ({ value: id, label: name })),
    { value: "customer", label: t("customers") },
    { value: "api_key", label: t("keys") },
    { value: "system", label: t("system") },
  ];
  const kinds = [{ value: "", label: t("everything") }, ...KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))];
  return (
    <div role="search" aria-label={t("filters")} className="mb-4 grid grid-cols-2 gap-3 pane:grid-cols-3">
      <Choice label={t("who")} value={wanted.actor} options={actors} onChange={(actor) => set({ actor })} />
      <Choice label={t("about")} value={wanted.kind} options={kinds} onChange={(kind) => set({ kind })} />
      <Field label={t("thing")} hint={t("thing_hint")} value={wanted.thing} onChange={(event) => set({ thing: event.target.value })} />
      <Field label={t("from")} type="date" value={wanted.from} max={wanted.to || undefined} onChange={(event) => set({ from: event.target.value })} />
      <Field label={t("to")} type="date" value={wanted.to} min={wanted.from || undefined} onChange={(event) => set({ to: event.target.value })} />
    </div>
  );
}
