import { useTranslation } from "react-i18next";
import { Field } from "@/ui/field";
import { Part } from "@/features/settings/sheet";
import type { Draft } from "./draft";
import { DurationField } from "./duration-field";

interface Props {
  draft: Draft;
  set: (changed: Partial<Draft>) => void;
  fault: (name: string) => string | null;
}

/** When whoever works on a ticket hears that time runs out. */
export function WarningPart({ draft, set, fault }: Props) {
  const { t } = useTranslation("policies");
  return (
    <Part title={t("warning")} text={t("warning_text")}>
      <div className="grid items-start gap-3.5 pane:grid-cols-2">
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
        <DurationField label={t("lead")} hint={t("lead_text")} required={false} value={draft.warning_lead} onChange={(warning_lead) => set({ warning_lead })} error={fault("warning_lead_seconds")} />
      </div>
    </Part>
  );
}
