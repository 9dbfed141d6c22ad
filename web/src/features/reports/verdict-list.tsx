import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { SlaVerdict, SlaVerdictKind } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import { knownZone } from "@/lib/zoned";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { Dialog } from "@/ui/dialog";
import { Choice } from "@/features/settings/controls";
import { writeDuration } from "@/features/policies/durations";
import { useReason } from "@/features/tickets/reasons";
import { usePeople } from "@/features/tickets/use-people";
import { verdictsQuery, type Clocks } from "./reports";

const VERDICTS = ["met", "breached", "open"] as const satisfies SlaVerdictKind[];
const TONE: Record<SlaVerdictKind, string> = { met: "text-met", breached: "text-breach", open: "text-text-2" };

function useMoment() {
  const { i18n } = useTranslation();
  const timeZone = knownZone(useSession().tenant.zone);
  const form = new Intl.DateTimeFormat(formatLocale(i18n.language), { timeZone, day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  return (at: string) => form.format(new Date(at));
}

function Entry({ entry }: { entry: SlaVerdict }) {
  const { t } = useTranslation("reports");
  const { slug = "" } = useParams({ strict: false });
  const people = usePeople();
  const moment = useMoment();
  const { seconds, target_seconds, answered_at, agent_id } = entry;
  const actual = seconds !== null ? t("took", { actual: writeDuration(seconds), target: writeDuration(target_seconds) }) : t("target", { target: writeDuration(target_seconds) });
  return (
    <li className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5 px-4 py-2">
      <Link to="/$slug/tickets/$number" params={{ slug, number: String(entry.number) }} className="num text-accent hover:underline">
        {entry.label}
      </Link>
      <span className="min-w-40 flex-1 truncate">{entry.subject}</span>
      <span className={cx("text-12 font-medium", TONE[entry.verdict])}>{t(`verdict.${entry.verdict}`)}</span>
      <span className="num w-full text-12 text-text-2">
        {[t(`metric.${entry.metric}`), t("due", { at: moment(entry.due_at) }), answered_at && t("answered", { at: moment(answered_at) }), actual, agent_id ? people.nameOf(agent_id) : t("nobody")].filter(Boolean).join(" · ")}
      </span>
    </li>
  );
}

/** The clocks that a figure is made of, with the way to their tickets. */
export function VerdictList({ title, clocks, onClose }: { title: string; clocks: Clocks; onClose: () => void }) {
  const { t } = useTranslation("reports");
  const { t: common } = useTranslation();
  const reason = useReason();
  const [verdict, setVerdict] = useState<SlaVerdictKind | "">("");
  const query = useInfiniteQuery(verdictsQuery(verdict ? { ...clocks, verdict } : clocks));
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const options = [{ value: "", label: t("all_verdicts") }, ...VERDICTS.map((each) => ({ value: each, label: t(`verdict.${each}`) }))];
  return (
    <Dialog title={title} onClose={onClose} size="l">
      <div className="border-b p-4">
        <Choice label={t("which")} value={verdict} options={options} onChange={(value) => setVerdict(value as SlaVerdictKind | "")} />
      </div>
      {query.isPending && <p role="status" className="p-4">{common("common.loading")}</p>}
      {query.isError && <p role="alert" className="p-4 text-breach">{reason(query.error)}</p>}
      {query.isSuccess && entries.length === 0 && <p role="status" className="p-4 text-text-2">{t("no_clocks")}</p>}
      <ul aria-label={t("clocks")} className="divide-y divide-line">
        {entries.map((entry) => (
          <Entry key={`${entry.number} ${entry.metric} ${entry.started_at}`} entry={entry} />
        ))}
      </ul>
      {query.hasNextPage && (
        <div className="flex justify-center border-t p-3">
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
