/** The days of a preview, put together as people look at them: by month, and what is different in them. */
import type { CalendarDay } from "@/api/types";

export interface Month {
  /** `2026-12`. */
  id: string;
  /** Empty places before its first day, in a week that begins on Monday. */
  before: number;
  days: CalendarDay[];
}

/** A day as a moment at which it is that day everywhere in UTC. */
export const moment = (day: string) => new Date(`${day}T12:00:00Z`);

export function months(days: CalendarDay[]): Month[] {
  const found = new Map<string, Month>();
  for (const day of days) {
    const id = day.date.slice(0, 7);
    const month = found.get(id) ?? { id, before: (moment(day.date).getUTCDay() + 6) % 7, days: [] };
    month.days.push(day);
    found.set(id, month);
  }
  return [...found.values()];
}

/** Its weeks, seven places each; null where no day of it is. */
export function weeks({ before, days }: Month): (CalendarDay | null)[][] {
  const places: (CalendarDay | null)[] = [...Array<null>(before).fill(null), ...days];
  while (places.length % 7 > 0) places.push(null);
  return Array.from({ length: places.length / 7 }, (_, week) => places.slice(week * 7, week * 7 + 7));
}

/** What is not as in every week. */
export const different = (days: CalendarDay[]) => days.filter(({ because }) => because !== "week");

export function totals(days: CalendarDay[]): { open: number; hours: number } {
  const seconds = days.reduce((sum, day) => sum + day.open_seconds, 0);
  return { open: days.filter((day) => day.open_seconds > 0).length, hours: Math.round(seconds / 3_600) };
}

export const hoursOf = ({ windows }: Pick<CalendarDay, "windows">) => windows.map(({ opens, closes }) => `${opens}–${closes}`).join(", ");
