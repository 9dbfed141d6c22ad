import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import type { SlaPolicy } from "@/api/types";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { FilterEditor } from "@/features/filters/filter-editor";
import { spelled, Unreadable } from "@/features/filters/filters";
import { Part, Sheet } from "@/features/settings/sheet";
import { DEFAULT_ID, PRIORITIES, start, type Draft } from "./draft";
import { DurationField } from "./duration-field";
import { policiesQuery, useSavePolicy } from "./policies";
import { SimulationPart } from "./simulation-part";

const OpenTickets = lazy(() => import("@/features/recomputing/open-tickets"));
const KNOWN = ["name", "condition", "first_response", "warning_percent", "levels"];
const LEVELS = ["level_2", "level_3", "level_4", "level_5"] as const;
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
  const { t: common } = useTranslation();
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
  const placed = save.error instanceof Unreadable || KNOWN.some((name) => fault(name) !== null);
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
  const step = (index: number, value: string) => set({ steps: draft.steps.map((each, at) => (at === index ? value : each)) });
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
            <div className="pb-4">
              <Field label={t("name")} value={draft.name} required maxLength={80} onChange={({ target }) => set({ name: target.value })} error={fault("name")} />
            </div>
            <Part title={t("condition")} text={t("condition_text")}>
              <FilterEditor value={draft.condition} onChange={(condition) => set({ condition })} viewer={false} />
              {fault("condition") && <p className="text-12 text-breach">{fault("condition")}</p>}
            </Part>
          </>
        }
        <Part title={t("first_response")} text={t("first_response_text")}>
          <div className="grid grid-cols-2 gap-3.5 pane:grid-cols-4">
            {PRIORITIES.map((priority) => (
              <DurationField
                key={priority}
                label={common(`priority.${priority}`)}
                value={draft.first_response[priority]}
                onChange={(value) => set({ first_response: { ...draft.first_response, [priority]: value } })}
                error={fault(`first_response.${priority}`)}
              />
            ))}
          </div>
        </Part>
        <Part title={t("warning")} text={t("warning_text")}>
          <div className="max-w-small-dialog">
            <Field
              label={t("percent")}
              type="number"
              min={1}
              max={99}
              step={1}
              required
              value={draft.warning_percent}
              onChange={({ target }) => set({ warning_percent: target.value })}
              error={fault("warning_percent")}
            />
          </div>
        </Part>
        <Part title={t("escalation")} text={t("escalation_text")}>
          <div className="grid max-w-small-dialog gap-3.5 pane:grid-cols-2">
            {draft.steps.map((value, index) => (
              <DurationField
                key={index}
                label={t(LEVELS[index] ?? "level_5")}
                value={value}
                required={draft.steps.slice(index + 1).some((each) => each.trim() !== "")}
                onChange={(moment) => step(index, moment)}
                error={index === 0 ? fault("levels") : null}
              />
            ))}
          </div>
        </Part>
        <SimulationPart known={base} draft={draft} />
        <Suspense>{saved && <OpenTickets scope={{ policy_id: saved }} onClose={onClose} />}</Suspense>
      </div>
    </Sheet>
  );
}
