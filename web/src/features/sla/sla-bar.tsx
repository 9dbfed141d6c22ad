import { useTicking } from "@/lib/use-ticking";
import { cx } from "@/ui/class-names";
import { faceOf, usedOf, type Face } from "./face";
import type { Story } from "./story";

const FILL: Record<Face, string> = {
  running: "bg-text-3",
  paused: "bg-text-3",
  warned: "bg-risk",
  breached: "bg-breach",
  met: "bg-met",
};

const percent = (part: number) => `${Math.round(part * 1000) / 10}%`;

/** The time from start to deadline, how much of it is used, and where the warning stands. */
export function SlaBar({ story }: { story: Story }) {
  const { clock, started_at } = story;
  const [face, used] = useTicking((now) => `${faceOf(clock, now)}|${usedOf(clock, started_at, now).toFixed(3)}`).split("|") as [Face, string];
  const start = Date.parse(started_at);
  const warned = (Date.parse(clock.warn_at) - start) / (Date.parse(clock.due_at) - start);
  return (
    <span aria-hidden className="relative block h-1 overflow-hidden rounded-xs bg-track">
      <span className={cx("block h-full rounded-xs", FILL[face])} style={{ width: percent(Number(used)) }} />
      {warned > 0 && warned < 1 && <span className="absolute inset-y-0 w-0.5 bg-surface" style={{ left: percent(warned) }} />}
    </span>
  );
}
