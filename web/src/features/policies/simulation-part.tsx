import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { SlaPolicy, SlaSimulationResult } from "@/api/types";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { nodeOf } from "@/features/filters/filters";
import { Part } from "@/features/settings/sheet";
import { useReason } from "@/features/tickets/reasons";
import { bodyOf, DEFAULT_ID, PRIORITIES, type Draft } from "./draft";
import { readDuration, writeDuration } from "./durations";

type Item = SlaSimulationResult["items"][number];
const TONE: Record<Item["verdict"], string> = { met: "text-met", breached: "text-breach", waiting: "text-text-2", unknown: "text-text-3" };
const VERDICTS = ["met", "breached", "waiting", "unknown"] as const;

function Found({ result }: { result: SlaSimulationResult }) {
  const { t, i18n } = useTranslation("policies");
  const { items, looked_at } = result;
  const counted = VERDICTS.map((verdict) => ({ verdict, count: items.filter((each) => each.verdict === verdict).length })).filter(({ count }) => count > 0);
  const sum = new Intl.ListFormat(i18n.language).format(counted.map(({ verdict, count }) => t(`count.${verdict}`, { count })));
  return (
    <>
      <p className="num text-text-2">
        {t("would_take", { count: items.length, looked_at })} {sum && `${sum}.`}
      </p>
      {items.length > 0 && (
        <ul tabIndex={0} aria-label={t("simulation")} className="max-h-views divide-y divide-line overflow-y-auto border-y text-12">
          {items.map((item) => (
            <li key={item.number} className="flex items-baseline gap-2 py-1">
              <span className="num w-12 shrink-0 text-text-3">{item.number}</span>
              <span className="min-w-0 flex-1 truncate">{item.subject}</span>
              {item.used_seconds !== null && <span className="num shrink-0 text-text-2">{t("used", { used: writeDuration(item.used_seconds), target: writeDuration(item.target_seconds) })}</span>}
              <span className={cx("w-24 shrink-0 text-right font-medium", TONE[item.verdict])}>{t(`verdict.${item.verdict}`)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What the policy as it is written here would have made of the newest tickets; nothing is kept. */
export function SimulationPart({ known, draft }: { known: SlaPolicy | null; draft: Draft }) {
  const { t } = useTranslation("policies");
  const reason = useReason();
  const ask = useMutation({
    mutationFn: async (): Promise<SlaSimulationResult> => {
      const wanted = known?.id === DEFAULT_ID ? { all: [] } : await nodeOf(draft.condition, false);
      const { condition, first_response, hours } = bodyOf(draft, wanted);
      return dataOf(api.POST("/v1/sla/simulation", { body: { policy_id: known?.id ?? null, condition, first_response, hours } }));
    },
  });
  const ready = PRIORITIES.every((each) => readDuration(draft.first_response[each]) !== null);
  return (
    <Part title={t("simulation")} text={t("simulation_text")}>
      <Button className="self-start" disabled={!ready || ask.isPending} onClick={() => ask.mutate()}>
        {t("simulate")}
      </Button>
      <div role="status" className="flex flex-col gap-2 empty:hidden">
        {ask.data && <Found result={ask.data} />}
        {ask.error && <p className="text-12 text-breach">{reason(ask.error)}</p>}
      </div>
    </Part>
  );
}
