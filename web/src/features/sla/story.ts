/** A ticket's clock with its past, as its timeline tells it. */
import type { Sla, TicketView } from "@/api/types";

export interface Story {
  number: number;
  clock: Sla;
  started_at: string;
  /** When it stood still, the last one perhaps still going on. */
  pauses: { from: string; to: string | null }[];
}

export function storyOf({ ticket: { number, sla, created_at }, events }: TicketView): Story | null {
  if (!sla) return null;
  let started_at = created_at;
  const pauses: Story["pauses"] = [];
  for (const event of [...events].sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id))) {
    if (event.data.metric && event.data.metric !== sla.metric) continue;
    if (event.type === "sla.clock_started") {
      started_at = typeof event.data.started_at === "string" ? event.data.started_at : event.at;
      pauses.length = 0;
    }
    if (event.type === "sla.clock_paused") pauses.push({ from: event.at, to: null });
    const last = pauses.at(-1);
    if (event.type === "sla.clock_resumed" && last) last.to = event.at;
  }
  return { number, clock: sla, started_at, pauses };
}
