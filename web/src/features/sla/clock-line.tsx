import { useTicking } from "@/lib/use-ticking";
import { cx } from "@/ui/class-names";
import { leftOf, writeLeft, type Face } from "./face";
import { SlaBar } from "./sla-bar";
import { useSlaWords } from "./sla-words";
import type { Story } from "./story";

const COLOUR: Record<Face, string> = { running: "text-text-2", paused: "text-text-2", warned: "text-risk", breached: "text-breach", met: "text-met" };

/** One clock in one line and a bar: what was promised, and how that stands. */
export function ClockLine({ story }: { story: Story }) {
  const { stand, locale, t } = useSlaWords();
  const { clock } = story;
  const read = (now: number) => [...stand(clock, now), writeLeft(leftOf(clock, now), locale).replace("−", "")].join("|");
  const [face, , said, left] = useTicking(read).split("|") as [Face, string, string, string];
  const counts = !clock.answered_at && face !== "paused";
  return (
    <div className="flex flex-col gap-1.5 text-12">
      <div className="flex items-baseline justify-between gap-3">
        <span>{t(`sla.${clock.metric}`)}</span>
        <span className={cx("num text-right", COLOUR[face])} title={counts ? said : undefined}>
          {counts ? t(face === "breached" ? "sla.late" : "sla.left", { left }) : said}
        </span>
      </div>
      <SlaBar story={story} />
    </div>
  );
}
