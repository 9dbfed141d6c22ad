/** When a snoozed ticket can come back, on the tenant's wall clock. Working days are Monday to Friday from nine. */
import { addDays, instantOf, wallIn, weekdayOf, type Wall } from "@/lib/zones";

export const CHOICES = ["later_today", "tomorrow", "next_business", "next_week"] as const;
export type SnoozeChoice = (typeof CHOICES)[number];

const MORNING = 9;
const LATER_HOURS = 3;
const HALF_HOUR = 30 * 60_000;

const nineOf = (wall: Wall): Wall => ({ ...wall, hour: MORNING, minute: 0 });

function nextBusinessDay(wall: Wall): Wall {
  const early = wall.hour < MORNING && weekdayOf(wall) <= 5;
  if (early) return wall;
  let day = addDays(wall, 1);
  while (weekdayOf(day) > 5) day = addDays(day, 1);
  return day;
}

/** The instant in milliseconds; `null` when there is no such time any more: "later today" late in the evening. */
export function snoozeTime(choice: SnoozeChoice, zone: string, now: number): number | null {
  const wall = wallIn(zone, now);
  switch (choice) {
    case "later_today": {
      const later = Math.ceil((now + LATER_HOURS * 3_600_000) / HALF_HOUR) * HALF_HOUR;
      return wallIn(zone, later).day === wall.day ? later : null;
    }
    case "tomorrow":
      return instantOf(zone, nineOf(addDays(wall, 1)));
    case "next_business":
      return instantOf(zone, nineOf(nextBusinessDay(wall)));
    case "next_week":
      return instantOf(zone, nineOf(addDays(wall, 8 - weekdayOf(wall))));
  }
}

/** What date and time fields say, as an instant; `null` while they are not complete. */
export function typedTime(date: string, time: string, zone: string): number | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date) ?? [];
  const [, hour, minute] = /^(\d\d):(\d\d)/.exec(time) ?? [];
  if (!year || !hour) return null;
  const wall = { year: Number(year), month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute) };
  return instantOf(zone, wall);
}

/** An instant as date and time fields want it. */
export function fieldsOf(instant: number, zone: string): { date: string; time: string } {
  const { year, month, day, hour, minute } = wallIn(zone, instant);
  const two = (value: number) => String(value).padStart(2, "0");
  return { date: `${year}-${two(month)}-${two(day)}`, time: `${two(hour)}:${two(minute)}` };
}
