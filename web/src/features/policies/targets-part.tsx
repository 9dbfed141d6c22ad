import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Part } from "@/features/settings/sheet";
import { METRICS, PRIORITIES, type Draft, type Metric } from "./draft";
import { DurationField } from "./duration-field";

interface Props {
  draft: Draft;
  set: (changed: Partial<Draft>) => void;
  fault: (name: string) => string | null;
}

function Promised({ metric, draft, set, fault }: Props & { metric: Metric }) {
  const { t } = useTranslation("policies");
  const { t: common } = useTranslation();
  const id = useId();
  const promised = draft.promised[metric];
  return (
    <div role="group" aria-labelledby={id} className="flex flex-col gap-2.5 border-t pt-3 first:border-t-0 first:pt-0">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h3 id={id} className="font-medium">
            {common(`sla.${metric}`)}
          </h3>
          <p className="text-12 text-text-3">{t(`promise.${metric}`)}</p>
        </div>
        {metric !== "first_response" && (
          <label className="flex h-7 shrink-0 items-center gap-1.5 text-12 text-text-2">
            <input
              type="checkbox"
              role="switch"
              aria-label={t("promise.switch", { metric: common(`sla.${metric}`) })}
              checked={promised}
              onChange={({ target }) => set({ promised: { ...draft.promised, [metric]: target.checked } })}
              className="size-4 accent-accent"
            />
            {t(promised ? "promise.on" : "promise.off")}
          </label>
        )}
      </div>
      {promised && (
        <div className="grid grid-cols-2 items-start gap-3.5 pane:grid-cols-4">
          {PRIORITIES.map((priority) => (
            <DurationField
              key={priority}
              label={common(`priority.${priority}`)}
              value={draft[metric][priority]}
              onChange={(value) => set({ [metric]: { ...draft[metric], [priority]: value } })}
              error={fault(`${metric}.${priority}`)}
            />
          ))}
        </div>
      )}
      {fault(metric) && !PRIORITIES.some((each) => fault(`${metric}.${each}`)) && <p className="text-12 text-breach">{fault(metric)}</p>}
    </div>
  );
}

/** How soon, by metric and priority. */
export function TargetsPart(props: Props) {
  const { t } = useTranslation("policies");
  return (
    <Part title={t("targets")} text={t("targets_text")}>
      {METRICS.map((metric) => (
        <Promised key={metric} metric={metric} {...props} />
      ))}
    </Part>
  );
}
