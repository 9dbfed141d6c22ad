/** When a reply can be sent later. Pure. */
import { daysLater, momentOf, wallOf, weekdayOf } from "@/lib/zoned";

const HOUR = 3_600_000;
const MORNING = { hour: 8, minute: 0 };
const MONDAY = 1;
/** The server takes no later one. */
export const LATEST = 365 * 24 * HOUR;

export interface Later {
  id: "hour" | "tomorrow" | "monday";
  at: string;
}

/** The usual moments after `now` (milliseconds), by the clocks of the tenant's zone. */
export function laterChoices(now: number, zone: string): Later[] {
  const today = { ...wallOf(now, zone), ...MORNING };
  const at = (days: number) => new Date(momentOf(daysLater(today, days), zone)).toISOString();
  const toMonday = (MONDAY - weekdayOf(today) + 7) % 7 || 7;
  const choices: Later[] = [
    { id: "hour", at: new Date(Math.ceil((now + HOUR) / 60_000) * 60_000).toISOString() },
    { id: "tomorrow", at: at(1) },
  ];
  return toMonday > 1 ? [...choices, { id: "monday", at: at(toMonday) }] : choices;
}

/** Why a moment cannot be chosen. */
export function laterFault(at: number, now = Date.now()): "past" | "too_far" | null {
  return at <= now ? "past" : at > now + LATEST ? "too_far" : null;
}

export const isHere = (zone: string) => Intl.DateTimeFormat().resolvedOptions().timeZone === zone;

/** The time of day alone, in the tenant's zone. */
export function laterHint(at: string, zone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** Day and time in the tenant's zone, which is named when the reader lives in another. */
export function laterWords(at: string, zone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    ...(isHere(zone) ? {} : { timeZoneName: "short" }),
  }).format(new Date(at));
}
