/** When a snoozed ticket can come back, on the tenant's wall clock. Working days are Monday to Friday from nine. */
import { daysLater, fieldOf, momentOf, wallIn, wallOf, weekdayOf, type Wall } from "@/lib/zoned";

export const CHOICES = ["later_today", "tomorrow", "next_business", "next_week"] as const;
export type SnoozeChoice = (typeof CHOICES)[number];

const MORNING = 9;
const LATER_HOURS = 3;
const HALF_HOUR = 30 * 60_000;

const nineOf = (wall: Wall): Wall => ({ ...wall, hour: MORNING, minute: 0 });
const isWeekend = (wall: Wall) => weekdayOf(wall) % 6 === 0;

function nextBusinessDay(wall: Wall): Wall {
  const early = wall.hour < MORNING && !isWeekend(wall);
  if (early) return wall;
  let day = daysLater(wall, 1);
  while (isWeekend(day)) day = daysLater(day, 1);
  return day;
}

/** The instant in milliseconds; `null` when there is no such time any more: "later today" late in the evening. */
export function snoozeTime(choice: SnoozeChoice, zone: string, now: number): number | null {
  const wall = wallOf(now, zone);
  switch (choice) {
    case "later_today": {
      const later = Math.ceil((now + LATER_HOURS * 3_600_000) / HALF_HOUR) * HALF_HOUR;
      return wallOf(later, zone).day === wall.day ? later : null;
    }
    case "tomorrow":
      return momentOf(nineOf(daysLater(wall, 1)), zone);
    case "next_business":
      return momentOf(nineOf(nextBusinessDay(wall)), zone);
    case "next_week":
      return momentOf(nineOf(daysLater(wall, 8 - (weekdayOf(wall) || 7))), zone);
  }
}

/** What date and time fields say, as an instant; `null` while they are not complete. */
export function typedTime(date: string, time: string, zone: string): number | null {
  const wall = wallIn(`${date}T${time}`);
  return wall && momentOf(wall, zone);
}

/** An instant as date and time fields want it. */
export function fieldsOf(instant: number, zone: string): { date: string; time: string } {
  const [date = "", time = ""] = fieldOf(wallOf(instant, zone)).split("T");
  return { date, time };
}
