/** How a clock stands at a moment, and how that is written. Verdicts compare times: at the deadline itself is still in time. */
import type { Row, Sla } from "@/api/types";
import { amount } from "@/lib/time";

export type Face = Sla["state"] | "paused";

/** A clock as it is shown: rows know only clocks that run, the timeline also knows what is left of one that stands still. */
export interface Shown extends Omit<Sla, "state"> {
  state: Face;
  room?: number;
  /** The late answer has come; a row does not know when. */
  over?: boolean;
}

/** A breach is a fact that stays. Nobody waits any more once the calls have ended and the team spoke last. */
export function clockOfRow(row: Row): Shown | null {
  const over = row.sla?.state === "breached" && row.escalation_level === 0 && row.last_message_by === "agent";
  return row.sla && { ...row.sla, over };
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** The server's word, and what the time has made of it since: nobody waits for a frame to see that it is late. */
export function faceOf(sla: Shown, now: number): Face {
  if (sla.state === "met" || sla.state === "breached" || sla.state === "paused") return sla.state;
  if (sla.met_at) return sla.met_at <= sla.due_at ? "met" : "breached";
  if (now > Date.parse(sla.due_at)) return "breached";
  return sla.state === "warned" || now >= Date.parse(sla.warn_at) ? "warned" : "running";
}

/** The next moment at which time alone changes a clock's face; none when it has its verdict. */
export function turnsAt(sla: Shown, now: number): number {
  const face = faceOf(sla, now);
  if (face === "running") return Date.parse(sla.warn_at);
  // At the deadline itself it is still in time.
  return face === "warned" ? Date.parse(sla.due_at) + 1 : Infinity;
}

/** Late, and still without the answer that was due. */
export function isLate(sla: Shown, now: number): boolean {
  return faceOf(sla, now) === "breached" && !sla.met_at && !sla.over;
}

/** Milliseconds to the deadline, negative after it. A late answer stops the count, and so does a pause. */
export function leftOf(sla: Shown, now: number): number {
  if (sla.state === "paused") return sla.room ?? 0;
  return Date.parse(sla.due_at) - (sla.met_at ? Date.parse(sla.met_at) : now);
}

const two = (value: number) => String(value).padStart(2, "0");

/** `34:12` in the last hour, `2:10 h` before it, days beyond two of them; `−` once it is over. */
export function writeLeft(left: number, locale: string): string {
  const sign = left < 0 ? "−" : "";
  // The second that has begun counts: a clock shows 0:00 at its deadline and −0:01 a second later.
  const size = left < 0 ? Math.ceil(-left / SECOND) * SECOND : Math.floor(left / SECOND) * SECOND;
  if (size < HOUR) return `${sign}${Math.floor(size / 60_000)}:${two((size / SECOND) % 60)}`;
  if (size >= 2 * DAY) return sign + amount(locale, Math.floor(size / DAY), "day");
  return `${sign}${Math.floor(size / HOUR)}:${two(Math.floor((size % HOUR) / 60_000))} h`;
}

/** How much of the time from start to deadline is used, 0 to 1. */
export function usedOf(sla: Shown, start: string, now: number): number {
  const from = Date.parse(start);
  const whole = Date.parse(sla.due_at) - from;
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, 1 - leftOf(sla, now) / whole));
}
