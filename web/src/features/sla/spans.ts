/** A clock's time as a bar: where it ran, where it stood still, where it was late, and what is still to come. */
import { faceOf, leftOf } from "./face";
import type { Story } from "./story";

export type SpanKind = "running" | "paused" | "late" | "ahead";

export interface Span {
  kind: SpanKind;
  /** Milliseconds. */
  from: number;
  to: number;
}

/** Without gaps, in the order of time; the last one ends where the bar does. */
export function spansOf({ clock, started_at, pauses }: Story, now: number): Span[] {
  const start = Date.parse(started_at);
  const until = Math.max(start, clock.answered_at ? Date.parse(clock.answered_at) : now);
  const spans: Span[] = [];
  const add = (kind: SpanKind, from: number, to: number) => {
    if (to > from) spans.push({ kind, from, to });
  };
  let at = start;
  for (const pause of pauses) {
    const [from, to] = [Math.min(until, Date.parse(pause.from)), pause.to ? Math.min(until, Date.parse(pause.to)) : until];
    add("running", at, from);
    add("paused", Math.max(at, from), to);
    at = Math.max(at, to);
  }
  const due = Date.parse(clock.due_at);
  const late = faceOf(clock, now) === "breached";
  add("running", at, late ? Math.min(until, Math.max(at, due)) : until);
  if (late) add("late", Math.max(at, due), until);
  // A clock that stands still is due so much after it goes on.
  add("ahead", until, clock.state === "paused" ? until + Math.max(0, leftOf(clock, now)) : due);
  return spans;
}

/** Where a moment stands on the bar, 0 to 1; null when it lies outside. */
export function placeOf(at: string, spans: readonly Span[]): number | null {
  const [first, last] = [spans[0], spans.at(-1)];
  if (!first || !last || last.to <= first.from) return null;
  const place = (Date.parse(at) - first.from) / (last.to - first.from);
  return place > 0 && place < 1 ? place : null;
}
