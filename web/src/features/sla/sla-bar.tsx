import { useTranslation } from "react-i18next";
import { formatLocale } from "@/lib/i18n";
import { clockTime } from "@/lib/time";
import { useTicking } from "@/lib/use-ticking";
import { cx } from "@/ui/class-names";
import { faceOf, type Face } from "./face";
import { placeOf, spansOf, type SpanKind } from "./spans";
import type { Story } from "./story";

const FILL: Record<Face, string> = {
  running: "bg-text-3",
  paused: "bg-text-3",
  warned: "bg-risk",
  breached: "bg-text-3",
  met: "bg-met",
};

const percent = (part: number) => `${Math.round(part * 1000) / 10}%`;

/** The time from the start to the deadline, or to a late answer: where it ran, where it stood still, where it was late. */
export function SlaBar({ story }: { story: Story }) {
  const { t } = useTranslation("work");
  const locale = formatLocale(useTranslation().i18n.language);
  const { clock } = story;
  // Drawn anew when a part has grown by a thousandth of the bar, not each second.
  const read = (now: number) => {
    const spans = spansOf(story, now);
    const whole = (spans.at(-1)?.to ?? 0) - (spans[0]?.from ?? 0) || 1;
    const [warn, due] = [placeOf(clock.warn_at, spans), placeOf(clock.due_at, spans)].map((place) => (place === null || clock.state === "paused" ? "" : percent(place)));
    const text = spans.flatMap(({ kind, from, to }, place) => {
      if (kind === "ahead") return [];
      const [begin, end] = [from, to].map((at) => clockTime(new Date(at).toISOString(), now, locale)) as [string, string];
      const goes = !clock.answered_at && (place === spans.length - 1 || spans[place + 1]?.kind === "ahead");
      return [t(goes ? `clock.since.${kind}` : `clock.span.${kind}`, { from: begin, to: end })];
    });
    return JSON.stringify([faceOf(clock, now), spans.map(({ kind, from, to }) => [kind, percent((to - from) / whole)]), warn, due, text.join(", ")]);
  };
  const [face, parts, warn, due, text] = JSON.parse(useTicking(read)) as [Face, [SpanKind, string][], string, string, string];
  const fill: Record<SpanKind, string> = { running: `h-full ${FILL[face]}`, paused: "h-px bg-text-3", late: "h-full bg-breach", ahead: "" };
  return (
    <span role="img" aria-label={text} data-tip={text} className="relative flex h-1.5 gap-px overflow-hidden rounded-xs bg-track">
      {parts.map(([kind, width], index) => (
        <span key={index} data-span={kind} className={cx("block shrink-0 self-center", fill[kind])} style={{ width }} />
      ))}
      {warn && <span className="absolute inset-y-0 w-0.5 bg-risk" style={{ left: warn }} />}
      {due && <span className="absolute inset-y-0 w-0.5 bg-text" style={{ left: due }} />}
    </span>
  );
}
