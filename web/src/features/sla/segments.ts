import { faceOf } from "./face";
import type { Story } from "./story";

export type SegmentKind = "started" | "pause" | "resumed" | "warning" | "due" | "answered";

export interface Segment {
  kind: SegmentKind;
  at: string;
  /** Behind us, or still to come. */
  past: boolean;
  tone: "calm" | "risk" | "breach" | "met";
}

/** The moments of a clock in the order of time: those that were, and those that will be if nobody answers. */
export function segmentsOf({ clock, started_at, pauses }: Story, now: number): Segment[] {
  const at = new Date(now).toISOString();
  const face = faceOf(clock, now);
  const end = clock.answered_at ?? at;
  const warned = clock.warn_at <= end;
  const late = face === "breached";
  const segments: Segment[] = [{ kind: "started", at: started_at, past: true, tone: "calm" }];
  for (const pause of pauses) {
    segments.push({ kind: "pause", at: pause.from, past: true, tone: "calm" });
    if (pause.to) segments.push({ kind: "resumed", at: pause.to, past: true, tone: "calm" });
  }
  if (clock.answered_at) segments.push({ kind: "answered", at: clock.answered_at, past: true, tone: late ? "breach" : "met" });
  if (face !== "paused") {
    if (warned || !clock.answered_at) segments.push({ kind: "warning", at: clock.warn_at, past: warned, tone: warned ? "risk" : "calm" });
    segments.push({ kind: "due", at: clock.due_at, past: clock.due_at <= at, tone: late ? "breach" : "calm" });
  }
  return segments.sort((a, b) => a.at.localeCompare(b.at));
}
