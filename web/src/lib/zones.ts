/** Wall clocks of a time zone, through `Intl`: what a clock there shows at an instant, and when it shows something. */

/** `month` counts from 1. */
export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const MINUTE = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const numeric = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
  const made = new Intl.DateTimeFormat("en-US", { ...numeric, timeZone: knownZone(zone), hourCycle: "h23", calendar: "gregory" });
  formats.set(zone, made);
  return made;
}

/** What a wall clock in the zone shows; an unknown zone shows UTC. */
export function wallIn(zone: string, instant: number): Wall {
  const parts = Object.fromEntries(formatOf(zone).formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

const asUtc = ({ year, month, day, hour, minute }: Wall) => Date.UTC(year, month - 1, day, hour, minute);

/**
 * When a wall clock in the zone shows this, in milliseconds. A time that the clock skips moves forward by the gap; one
 * that it shows twice is the first. Fields may overflow: day 32 is the next month's first.
 */
export function instantOf(zone: string, wall: Wall): number {
  const wanted = asUtc(wall);
  const offsetAt = (instant: number) => asUtc(wallIn(zone, instant)) - Math.floor(instant / MINUTE) * MINUTE;
  // The offsets a day before and after frame every change of the clock.
  const [before, after] = [offsetAt(wanted - 86_400_000), offsetAt(wanted + 86_400_000)];
  const fits = [wanted - before, wanted - after].filter((instant) => asUtc(wallIn(zone, instant)) === wanted);
  return fits.length > 0 ? Math.min(...fits) : wanted - before;
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(wall: Wall): number {
  return new Date(asUtc(wall)).getUTCDay() || 7;
}

export function addDays(wall: Wall, days: number): Wall {
  const then = new Date(asUtc({ ...wall, day: wall.day + days }));
  return { ...wall, year: then.getUTCFullYear(), month: then.getUTCMonth() + 1, day: then.getUTCDate() };
}

export function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return "UTC";
  }
}
