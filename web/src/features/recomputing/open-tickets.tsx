import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { RecomputationPreview } from "@/api/types";
import { formatLocale, loadWords } from "@/lib/i18n";
import { clockTime } from "@/lib/time";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { useReason } from "@/features/tickets/reasons";
import { Progress } from "./progress";

export type Scope = { policy_id: string } | { calendar_id: string } | { organisation_id: string };
const COUNTS = ["moved", "started", "cancelled", "breached", "decided"] as const;
const METRICS = ["first_response", "next_response", "resolution"] as const;

function Metrics({ preview }: { preview: RecomputationPreview }) {
  const { t, i18n } = useTranslation("recomputing");
  const { t: common } = useTranslation();
  const list = new Intl.ListFormat(i18n.language, { type: "unit" });
  return (
    <dl className="flex flex-col gap-1">
      {METRICS.map((name) => {
        const metric = preview.metrics.find((each) => each.metric === name);
        const told = COUNTS.flatMap((each) => (metric?.[each] ? [t(each, { count: metric[each] })] : []));
        return (
          told.length > 0 && (
            <div key={name} className="flex gap-2">
              <dt className="w-32 shrink-0 font-medium">{common(`sla.${name}`)}</dt>
              <dd className="num text-text-2">{list.format(told)}</dd>
            </div>
          )
        );
      })}
    </dl>
  );
}

function Samples({ samples }: { samples: RecomputationPreview["samples"] }) {
  const { t, i18n } = useTranslation("recomputing");
  const { t: common } = useTranslation();
  const [now] = useState(() => Date.now());
  const locale = formatLocale(i18n.language);
  const time = (at: string | null) => (at ? clockTime(at, now, locale) : t("nothing"));
  return (
    <ul tabIndex={0} aria-label={t("samples")} className="max-h-views divide-y divide-line overflow-y-auto border-y text-12">
      {samples.map(({ number, subject, metric, due_before, due_after, breached }) => (
        <li key={`${number} ${metric}`} className="flex flex-wrap items-baseline gap-x-2 py-1">
          <span className="num w-12 shrink-0 text-text-3">{number}</span>
          <span className="min-w-0 flex-1 truncate">{subject}</span>
          <span className="shrink-0 text-text-3">{common(`sla.${metric as (typeof METRICS)[number]}`)}</span>
          <span className="num shrink-0 text-text-2">{t("becomes", { before: time(due_before), after: time(due_after) })}</span>
          {breached && <span className="shrink-0 font-medium text-breach">{t("missed")}</span>}
        </li>
      ))}
    </ul>
  );
}

/** After a policy, a calendar or an organisation was saved: what open tickets would get, and whether they shall. Nothing when none would. */
export default function OpenTickets({ scope, onClose }: { scope: Scope; onClose: () => void }) {
  const { t } = useTranslation("recomputing");
  const { t: common } = useTranslation();
  const reason = useReason();
  const seen = useQuery({
    queryKey: ["recomputation-preview", scope],
    queryFn: async () => {
      await loadWords("recomputing");
      return dataOf(api.POST("/v1/sla/recomputations/preview", { body: scope }));
    },
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    retry: false,
  });
  const ask = useMutation({ mutationFn: () => dataOf(api.POST("/v1/sla/recomputations", { body: scope })) });
  const nothing = seen.data?.changed === 0 && seen.data.complete;
  useEffect(() => {
    if (nothing) onClose();
  }, [nothing, onClose]);
  const preview = seen.data;
  if (seen.isError) {
    return (
      <Dialog title={t("title")} onClose={onClose} fixed>
        <div className="flex flex-col gap-3.5 p-4">
          <p role="alert" className="text-breach">
            {t("unseen")} {reason(seen.error)}
          </p>
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>{t("new_only")}</Button>
            <Button look="primary" disabled={seen.isFetching} onClick={() => void seen.refetch()}>
              {common("common.retry")}
            </Button>
          </div>
        </div>
      </Dialog>
    );
  }
  if (!preview || nothing) return null;
  return (
    <Dialog title={t("title")} onClose={onClose} size="l" fixed>
      <div className="flex flex-col gap-3.5 p-4">
        {ask.data ?
          <Progress first={ask.data} onClose={onClose} />
        : <>
            <p>{t("text", { count: preview.changed })}</p>
            {!preview.complete && <p className="text-text-2">{t("part", { looked_at: preview.looked_at })}</p>}
            <Metrics preview={preview} />
            {preview.metrics.some(({ breached }) => breached > 0) && <p className="rounded-m bg-risk-soft px-2.5 py-2 text-12 font-medium text-risk">{t("calls")}</p>}
            {preview.samples.length > 0 && <Samples samples={preview.samples} />}
            {ask.error && (
              <p role="alert" className="text-breach">
                {reason(ask.error)}
              </p>
            )}
            <div className="flex flex-wrap justify-end gap-2">
              <Button onClick={onClose}>{t("new_only")}</Button>
              <Button look="primary" disabled={ask.isPending} onClick={() => ask.mutate()}>
                {t("too")}
              </Button>
            </div>
          </>
        }
      </div>
    </Dialog>
  );
}
