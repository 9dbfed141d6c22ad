/** Moments and wall clocks of a time zone, through `Intl` alone. */

export interface Wall {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/** A zone that nobody knows is UTC. */
export function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return "UTC";
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
      timeZone: knownZone(zone),
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  formats.set(zone, known);
  return known;
}

/** What the clocks of a zone show at a moment (milliseconds). */
export function wallOf(at: number, zone: string): Wall {
  const parts = Object.fromEntries(formatOf(zone).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

const asUtc = ({ year, month, day, hour, minute }: Wall) => Date.UTC(year, month - 1, day, hour, minute);

/** The moment a zone's clocks show this. A time that is skipped moves forward; one that comes twice is its first. */
export function momentOf(wall: Wall, zone: string): number {
  const wanted = asUtc(wall);
  const offsets = [wanted - 86_400_000, wanted + 86_400_000].map((near) => asUtc(wallOf(near, zone)) - near);
  const tries = offsets.map((offset) => wanted - offset).sort((a, b) => a - b);
  const exact = tries.find((at) => asUtc(wallOf(at, zone)) === wanted);
  return exact ?? tries.at(-1) ?? wanted;
}

/** The same day count later; months and years carry over. */
export function daysLater(wall: Wall, days: number): Wall {
  const at = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  return { ...wall, year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

/** 0 is Sunday. */
export const weekdayOf = ({ year, month, day }: Wall): number => new Date(Date.UTC(year, month - 1, day)).getUTCDay();

const two = (value: number) => String(value).padStart(2, "0");

/** As a `datetime-local` field holds it. */
export const fieldOf = ({ year, month, day, hour, minute }: Wall): string => `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;

export function wallIn(field: string): Wall | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(field);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  return { year, month, day, hour, minute };
}
