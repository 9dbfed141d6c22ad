import { useQuery } from "@tanstack/react-query";
import { Suspense, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Popover } from "react-aria-components/Popover";
import { formatLocale } from "@/lib/i18n";
import { lazyPart } from "@/lib/lazy-part";
import "@/lib/more-words";
import { useTicking } from "@/lib/use-ticking";
import { knownZone } from "@/lib/zoned";
import { cx } from "@/ui/class-names";
import { Button } from "@/ui/button";
import { TimeAgo } from "@/ui/time-ago";
import { runAction, useOffered } from "@/features/actions/registry";
import { writeDuration } from "@/features/policies/durations";
import { ClockLine } from "./clock-line";
import { segmentsOf, type Segment } from "./segments";
import type { Story } from "./story";
import { ticketSlaQuery } from "./ticket-sla";

const Restate = lazyPart("recomputing", () => import("@/features/recomputing/restate"));
const WhyPolicy = lazyPart("policies", () => import("./why-policy"));

const DOT: Record<Segment["tone"], string> = { calm: "border-text-3", risk: "border-risk", breach: "border-breach", met: "border-met" };
const FULL: Record<Segment["tone"], string> = { calm: "bg-text-3", risk: "bg-risk", breach: "bg-breach", met: "bg-met" };

function Step({ segment, last }: { segment: Segment; last: boolean }) {
  const { t } = useTranslation();
  return (
    <li className="relative flex items-center gap-2.5 text-12 not-last:pb-2">
      {!last && <span aria-hidden className={cx("absolute top-3.5 bottom-0 left-0.75 w-px", segment.past ? "bg-line-strong" : "bg-line")} />}
      <span aria-hidden className={cx("size-2 shrink-0 rounded-full border-2", DOT[segment.tone], segment.past && FULL[segment.tone])} />
      <span className={cx("flex-1", segment.past ? "text-text" : "text-text-2")}>{t(`sla.${segment.kind}`)}</span>
      {!segment.past && <span className="text-text-3">{t("sla.not_yet")}</span>}
      <TimeAgo at={segment.at} form="clock" className="text-text-2" />
    </li>
  );
}

/** The answers to later messages, each with its target and the time it took. */
function Exchanges({ story }: { story: Story }) {
  const { t } = useTranslation("work");
  if (story.exchanges.length === 0) return null;
  return (
    <table className="num w-full text-12">
      <caption className="pb-1 text-left text-11 text-text-3">{t("clock.exchanges")}</caption>
      <thead className="sr-only">
        <tr>
          <th>{t("clock.answered")}</th>
          <th>{t("clock.took")}</th>
        </tr>
      </thead>
      <tbody>
        {story.exchanges.map(({ at, target, seconds, late }, index) => (
          <tr key={index}>
            <td className="py-0.5 text-text-2">
              <TimeAgo at={at} form="clock" />
            </td>
            <td className={cx("py-0.5 text-right", late ? "text-breach" : "text-met")}>{t(late ? "clock.took_late" : "clock.took_of", { took: writeDuration(seconds), target: writeDuration(target) })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One clock with its moments, open where it is the one to look at. */
function Clock({ story, first }: { story: Story; first: boolean }) {
  const { t } = useTranslation("work");
  const { t: common } = useTranslation();
  const segments = JSON.parse(useTicking((now) => JSON.stringify(segmentsOf(story, now)))) as Segment[];
  return (
    <section aria-label={common(`sla.${story.clock.metric}`)} className="flex flex-col gap-2 border-t pt-3 first-of-type:border-t-0 first-of-type:pt-0">
      <ClockLine story={story} />
      <details open={first} className="group">
        <summary className="cursor-pointer rounded-s text-11 text-text-3 hover:text-text">{story.target === null ? t("clock.moments") : t("clock.target", { target: writeDuration(story.target) })}</summary>
        <ol className="flex flex-col pt-2">
          {segments.map((segment, index) => (
            <Step key={`${segment.kind}-${segment.at}`} segment={segment} last={index === segments.length - 1} />
          ))}
        </ol>
      </details>
      <Exchanges story={story} />
      <Suspense>
        <Restate number={story.number} clock={story.clock} />
      </Suspense>
    </section>
  );
}

/** When it is due by the clocks of the business hours, where those are not the reader's. */
function ThereDue({ story }: { story: Story }) {
  const { t, i18n } = useTranslation("work");
  const zone = useQuery(ticketSlaQuery(story.number)).data?.zone;
  if (!zone || zone === Intl.DateTimeFormat().resolvedOptions().timeZone || story.clock.answered_at) return null;
  const form = new Intl.DateTimeFormat(formatLocale(i18n.language), { timeZone: knownZone(zone), weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  return <p className="num text-12 text-text-2">{t("clock.there", { due: form.format(new Date(story.clock.due_at)), zone: zone.replaceAll("_", " ") })}</p>;
}

interface Props {
  /** First the one to look at first. */
  stories: Story[];
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
}

/** The clocks taken apart: when each began, what stopped it, when it warns, when it is due, and how it ended. */
export default function ClockPanel({ stories, anchor, onClose }: Props) {
  const { t } = useTranslation();
  const called = useOffered("calls");
  const showCalls = () => {
    onClose();
    runAction("calls");
  };
  return (
    <Popover
      isOpen
      onOpenChange={(open) => !open && onClose()}
      triggerRef={anchor}
      placement="bottom start"
      offset={4}
      className="w-context overflow-y-auto rounded-l border border-line bg-raised text-text shadow-float animate-appear"
    >
      <Dialog className="flex flex-col gap-3 rounded-l p-3.5">
        <Heading slot="title" className="text-11 font-medium text-text-3">
          {t("sla.title")}
        </Heading>
        {stories.map((story, place) => (
          <Clock key={story.clock.metric} story={story} first={place === 0} />
        ))}
        {stories[0] && <ThereDue story={stories[0]} />}
        {stories[0] && (
          <Suspense>
            <WhyPolicy number={stories[0].number} />
          </Suspense>
        )}
        {called && (
          <Button size="s" className="self-start" onClick={showCalls}>
            {t("action.calls")}
          </Button>
        )}
      </Dialog>
    </Popover>
  );
}
