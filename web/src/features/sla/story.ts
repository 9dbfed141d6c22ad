/** A ticket's clocks with their past, as its timeline tells it. */
import type { Sla, TicketView, TimelineEvent } from "@/api/types";

export interface Story {
  number: number;
  clock: Sla;
  started_at: string;
  /** Seconds of the time that counts; null where the timeline does not reach back to it. */
  target: number | null;
  /** When it stood still, the last one perhaps still going on. */
  pauses: { from: string; to: string | null }[];
  /** Those before and this one, once it is answered; only of the next response. */
  exchanges: Exchange[];
}

/** One answer that was promised, and how long it took. */
export interface Exchange {
  at: string;
  target: number;
  seconds: number;
  late: boolean;
}

const inOrder = (events: readonly TimelineEvent[]) => [...events].sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id));
const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
const isAnswer = (fact: unknown) => fact === "sla.target_met" || fact === "sla.target_missed";
const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

function tell(number: number, clock: Sla, created_at: string, events: readonly TimelineEvent[]): Story {
  const story: Story = { number, clock, started_at: created_at, target: null, pauses: [], exchanges: clock.metric === "next_response" ? exchangesOf(events) : [] };
  let answered: string | null = null;
  for (const { type, at, data } of events) {
    if (data.former || (data.metric && data.metric !== clock.metric)) continue;
    if (isAnswer(type)) answered = textOf(data.answered_at) ?? at;
    // Until it was opened again nobody waited.
    if (type === "sla.fact_voided" && data.reason === "reopened" && answered) story.pauses.push({ from: answered, to: at });
    if (type === "sla.clock_started") Object.assign(story, { started_at: textOf(data.started_at) ?? at, pauses: [] });
    if (type === "sla.clock_started" || type === "sla.clock_recomputed") story.target = numberOf(data.target_seconds);
    if (type === "sla.clock_paused") story.pauses.push({ from: at, to: null });
    const last = story.pauses.at(-1);
    if (type === "sla.clock_resumed" && last?.to === null) last.to = at;
  }
  return story;
}

/** Each clock of a ticket, first the one to look at first. */
export function storiesOf({ ticket: { number, sla, clocks, created_at }, events }: TicketView): Story[] {
  if (!sla) return [];
  const told = inOrder(events);
  return [sla, ...clocks.filter(({ metric }) => metric !== sla.metric)].map((clock) => tell(number, clock, created_at, told));
}

/** The answers to later messages, as they were given; one that did not count in the end is none. */
export function exchangesOf(events: readonly TimelineEvent[]): Exchange[] {
  const found: Exchange[] = [];
  for (const { type, at, data } of inOrder(events)) {
    if (data.metric !== "next_response") continue;
    if (data.former) {
      // Somebody said later that its breach was none.
      const restated = found.find((each) => isAnswer(type) && each.at === data.answered_at);
      if (restated) restated.late = false;
      continue;
    }
    const [target, seconds] = [numberOf(data.target_seconds), numberOf(data.seconds)];
    if (isAnswer(type) && target !== null && seconds !== null) found.push({ at: textOf(data.answered_at) ?? at, target, seconds, late: type === "sla.target_missed" });
    if (type === "sla.fact_voided" && isAnswer(data.fact)) found.pop();
  }
  return found;
}
