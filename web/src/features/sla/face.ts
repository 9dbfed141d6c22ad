/** How a clock stands at a moment, and how that is written. Verdicts compare times: at the deadline itself is still in time. */
import type { Sla } from "@/api/types";
import { amount } from "@/lib/time";

export type Face = Sla["state"];

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** The server's word, and what the time has made of it since: nobody waits for a frame to see that it is late. */
export function faceOf(sla: Sla, now: number): Face {
  if (sla.state === "met" || sla.state === "breached" || sla.state === "paused") return sla.state;
  if (now > Date.parse(sla.due_at)) return "breached";
  return sla.state === "warned" || now >= Date.parse(sla.warn_at) ? "warned" : "running";
}

/** Milliseconds to the deadline, negative after it. A late answer stops the count, and so does a pause. */
export function leftOf(sla: Sla, now: number): number {
  const stopped = sla.answered_at ?? sla.paused_at;
  return Date.parse(sla.due_at) - (stopped ? Date.parse(stopped) : now);
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
