import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import type { SlaPolicy } from "@/api/types";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { FilterEditor } from "@/features/filters/filter-editor";
import { spelled, Unreadable } from "@/features/filters/filters";
import { Tick } from "@/features/settings/controls";
import { Part, Sheet } from "@/features/settings/sheet";
import { DEFAULT_ID, start, type Draft } from "./draft";
import { LevelsPart } from "./levels-part";
import { policiesQuery, useSavePolicy } from "./policies";
import { SimulationPart } from "./simulation-part";
import { TargetsPart } from "./targets-part";
import { TimePart } from "./time-part";
import { WarningPart } from "./warning-part";

const OpenTickets = lazy(() => import("@/features/recomputing/open-tickets"));
const same = (draft: Draft) => JSON.stringify({ ...draft, condition: spelled(draft.condition) });

interface Props {
  known: SlaPolicy | null;
  /** That of all policies. */
  version: number;
  onClose: () => void;
}

/** For which tickets a policy is, and what it promises them. */
export function PolicyEditor({ known, version: first, onClose }: Props) {
  const { t } = useTranslation("policies");
  const { t: settings } = useTranslation("settings");
  const client = useQueryClient();
  const save = useSavePolicy();
  const [{ base, version }, setBase] = useState({ base: known, version: first });
  const [draft, setDraft] = useState(() => start(known));
  const [saved, setSaved] = useState<string | null>(null);
  const isDefault = base?.id === DEFAULT_ID;
  const dirty = !save.isSuccess && same(draft) !== same(start(base));
  const set = (changed: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...changed }));
    if (save.isError) save.reset();
  };
  const faults = save.error instanceof ApiProblem ? save.error.fields : [];
  const fault = (name: string) => faults.find(({ field }) => field === `body.${name}` || field.startsWith(`body.${name}.`))?.message ?? null;
  const whole = faults.find(({ field }) => /^body\.levels(\.\d+)?$/.test(field))?.message ?? null;
  const placed = save.error instanceof Unreadable || Object.keys(draft).some((name) => fault(name) !== null) || fault("warning_lead_seconds") !== null;
  const onSave = (over = version) =>
    save.mutate(
      { known: base, version: over, draft },
      {
        onSuccess() {
          toast({ tone: "info", title: settings("saved") });
          if (base) setSaved(base.id);
          else onClose();
        },
      },
    );
  const onTheirs = async () => {
    const fresh = await client.fetchQuery({ ...policiesQuery, staleTime: 0 }).catch(() => null);
    const found = fresh?.items.find(({ id }) => id === base?.id);
    save.reset();
    if (!fresh || !found) return onClose();
    setBase({ base: found, version: fresh.version });
    setDraft(start(found));
  };
  const form = { draft, set, fault };
  return (
    <Sheet
      title={isDefault ? t("default") : (known?.name ?? t("new"))}
      back={settings("page.policies")}
      isNew={!base}
      dirty={dirty}
      busy={save.isPending}
      error={save.error}
      placed={placed}
      onSave={onSave}
      onTheirs={() => void onTheirs()}
      onClose={onClose}
    >
      <div className="flex max-w-page flex-col">
        {isDefault ?
          <p className="pb-4 text-text-2">{t("default_text")}</p>
        : <>
            <div className="flex flex-col gap-3 pb-4">
              <Field label={t("name")} value={draft.name} required maxLength={80} onChange={({ target }) => set({ name: target.value })} error={fault("name")} />
              <Tick label={t("active")} checked={draft.active} onChange={(active) => set({ active })} />
            </div>
            <Part title={t("condition")} text={t("condition_text")}>
              <FilterEditor value={draft.condition} onChange={(condition) => set({ condition })} viewer={false} />
              {fault("condition") && <p className="text-12 text-breach">{fault("condition")}</p>}
            </Part>
          </>
        }
        <TargetsPart {...form} />
        <TimePart {...form} />
        <WarningPart {...form} />
        <LevelsPart levels={draft.levels} onChange={(levels) => set({ levels })} fault={fault} whole={whole} />
        <SimulationPart known={base} draft={draft} />
        <Suspense>{saved && <OpenTickets scope={{ policy_id: saved }} onClose={onClose} />}</Suspense>
      </div>
    </Sheet>
  );
}
