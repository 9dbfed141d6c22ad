import { useQuery } from "@tanstack/react-query";
import { Gauge } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { SlaFigure, SlaMetric } from "@/api/types";
import { useNow } from "@/lib/use-now";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Placeholder } from "@/ui/placeholder";
import { Choice, Page } from "@/features/settings/controls";
import { useReason } from "@/features/tickets/reasons";
import { FigureTable, Tile, useRowName } from "./figures";
import { clocksOf, later, METRICS, PERIODS, reportQuery, spanOf, WAYS, wrongSpan, type Clocks, type Period, type Span, type Way } from "./reports";
import { VerdictList } from "./verdict-list";

const NOTHING: SlaFigure = { n: 0, met: 0, breached: 0, open: 0, compliance: null };

interface Choosing {
  period: Period;
  span: Span;
  onPeriod: (period: Period) => void;
  onSpan: (span: Span) => void;
}

/** Which days. The last one is shown as people say it: it is one of them. */
function Days({ period, span, onPeriod, onSpan }: Choosing) {
  const { t } = useTranslation("reports");
  const wrong = wrongSpan(span);
  return (
    <>
      <Choice label={t("period")} value={period} options={PERIODS.map((each) => ({ value: each, label: t(`periods.${each}`) }))} onChange={(value) => onPeriod(value as Period)} />
      {period === "custom" && (
        <>
          <Field label={t("from")} type="date" value={span.from} onChange={(event) => onSpan({ ...span, from: event.target.value })} />
          <Field
            label={t("to")}
            type="date"
            value={span.to && later(span.to, -1)}
            error={wrong && t(`wrong.${wrong}`)}
            onChange={(event) => onSpan({ ...span, to: event.target.value && later(event.target.value, 1) })}
          />
        </>
      )}
    </>
  );
}

function useSpan(): Choosing {
  const { zone } = useSession().tenant;
  const now = useNow();
  const [period, setPeriod] = useState<Period>("days");
  const [custom, setCustom] = useState<Span>(() => spanOf("days", now, zone));
  const span = period === "custom" ? custom : spanOf(period, now, zone);
  const onPeriod = (next: Period) => {
    if (next === "custom") setCustom(span);
    setPeriod(next);
  };
  return { period, span, onPeriod, onSpan: setCustom };
}

/** How promises were kept: by metric, then told apart, each figure with the way to its tickets. */
export default function SlaReportPage() {
  const { t } = useTranslation("reports");
  const { t: common } = useTranslation();
  const reason = useReason();
  const choosing = useSpan();
  const { span } = choosing;
  const [by, setBy] = useState<Way>("team");
  const [metric, setMetric] = useState<SlaMetric | "">("");
  const [open, setOpen] = useState<{ title: string; clocks: Clocks } | null>(null);
  const metrics = useQuery(reportQuery(span, "metric", ""));
  const apart = useQuery(reportQuery(span, by, metric));
  const name = useRowName(by);
  const failed = metrics.error ?? apart.error;
  const total = metrics.data?.total;
  return (
    <Page title={t("title")} text={t("text", { zone: metrics.data?.zone ?? "…" })}>
      <div role="search" aria-label={t("days")} className="mb-4 grid grid-cols-2 gap-3 pane:grid-cols-3">
        <Days {...choosing} />
      </div>
      {failed && (
        <div role="alert">
          <Placeholder icon={Gauge} tone="error" title={t("failed")} actions={<Button onClick={() => void Promise.all([metrics.refetch(), apart.refetch()])}>{common("common.retry")}</Button>}>
            {reason(failed)}
          </Placeholder>
        </div>
      )}
      {!failed && metrics.isLoading && <p role="status">{common("common.loading")}</p>}
      {!failed && total && total.n + total.open === 0 && (
        <Placeholder icon={Gauge} title={t("none")}>
          {t("none_text")}
        </Placeholder>
      )}
      {!failed && total && total.n + total.open > 0 && (
        <>
          <div className="mb-6 grid gap-3 pane:grid-cols-3">
            {METRICS.map((each) => (
              <Tile
                key={each}
                title={t(`metric.${each}`)}
                figure={metrics.data?.items.find(({ key }) => key === each) ?? NOTHING}
                onOpen={() => setOpen({ title: t(`metric.${each}`), clocks: { ...span, metric: each } })}
              />
            ))}
          </div>
          <div className="mb-3 grid grid-cols-2 gap-3 pane:grid-cols-3">
            <Choice label={t("apart")} value={by} options={WAYS.map((each) => ({ value: each, label: t(`by.${each}`) }))} onChange={(value) => setBy(value as Way)} />
            <Choice label={t("promise")} value={metric} options={[{ value: "", label: t("all_metrics") }, ...METRICS.map((each) => ({ value: each, label: t(`metric.${each}`) }))]} onChange={(value) => setMetric(value as SlaMetric | "")} />
          </div>
          {apart.data && apart.data.by === by && <FigureTable by={by} rows={apart.data.items} onOpen={(row) => setOpen({ title: name(row), clocks: clocksOf(span, by, row, metric) })} />}
        </>
      )}
      {open && <VerdictList {...open} onClose={() => setOpen(null)} />}
    </Page>
  );
}
