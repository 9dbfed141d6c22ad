import { Clock } from "lucide-react";
import type { Sla } from "@/api/types";
import { useTicking } from "@/lib/use-ticking";
import { cx } from "@/ui/class-names";
import type { Face } from "./face";
import { useSlaWords } from "./sla-words";

const LOOKS: Record<Face, string> = {
  running: "text-text-2",
  paused: "text-text-2",
  warned: "bg-risk-soft text-risk",
  breached: "bg-breach-soft text-breach",
  met: "bg-met-soft text-met",
};

/** The time that is left. Coloured only when it asks for something, or says that nothing is asked any more. */
export function SlaBadge({ clock, ground = "bg-sunken", tip = true }: { clock: Sla; ground?: string; tip?: boolean }) {
  const { stand, t } = useSlaWords();
  const [face, text, whole] = useTicking((now) => stand(clock, now).join("|")).split("|") as [Face, string, string];
  const said = `${t(`sla.${clock.metric}`)}: ${whole}`;
  return (
    <span
      data-face={face}
      data-tip={tip ? said : undefined}
      className={cx(
        "num inline-flex h-4.5 items-center gap-1 rounded-s px-1.25 text-11 font-medium whitespace-nowrap",
        LOOKS[face],
        (face === "running" || face === "paused") && ground,
      )}
    >
      {face !== "paused" && <Clock aria-hidden className="icon-xs" />}
      <span aria-hidden>{text}</span>
      <span className="sr-only">{said}</span>
    </span>
  );
}
