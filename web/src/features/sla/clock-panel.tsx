import { Suspense, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Popover } from "react-aria-components/Popover";
import { lazyPart } from "@/lib/lazy-part";
import "@/lib/more-words";
import { useNow } from "@/lib/use-now";
import { cx } from "@/ui/class-names";
import { TimeAgo } from "@/ui/time-ago";
import { ClockLine } from "./clock-line";
import { segmentsOf, type Segment } from "./segments";
import type { Story } from "./story";

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

interface Props {
  story: Story;
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
}

/** The clock taken apart: when it began, what stopped it, when it warns, when it is due, and how it ended. */
export default function ClockPanel({ story, anchor, onClose }: Props) {
  const { t } = useTranslation();
  const segments = segmentsOf(story, useNow());
  return (
    <Popover
      isOpen
      onOpenChange={(open) => !open && onClose()}
      triggerRef={anchor}
      placement="bottom start"
      offset={4}
      className="w-context rounded-l border border-line bg-raised text-text shadow-float animate-appear"
    >
      <Dialog className="flex flex-col gap-3 rounded-l p-3.5">
        <Heading slot="title" className="text-11 font-medium text-text-3">
          {t("sla.title")}
        </Heading>
        <ClockLine story={story} />
        <ol className="flex flex-col">
          {segments.map((segment, index) => (
            <Step key={`${segment.kind}-${segment.at}`} segment={segment} last={index === segments.length - 1} />
          ))}
        </ol>
        <Suspense>
          <WhyPolicy number={story.number} />
          <Restate number={story.number} clock={story.clock} />
        </Suspense>
      </Dialog>
    </Popover>
  );
}
