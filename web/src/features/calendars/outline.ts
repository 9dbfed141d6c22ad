import type { BusinessCalendar } from "@/api/types";
import { DAYS, type DayName } from "./draft";
import { hoursOf } from "./year";

export interface Stretch {
  first: DayName;
  last: DayName;
  hours: string;
}

/** A week in short: days that follow each other with the same hours as one; closed ones are left out. */
export function outline(week: BusinessCalendar["week"]): Stretch[] {
  const found: (Stretch & { at: number })[] = [];
  DAYS.forEach((day, at) => {
    const hours = hoursOf({ windows: week[day] ?? [] });
    const last = found.at(-1);
    if (last?.hours === hours && last.at === at - 1) Object.assign(last, { last: day, at });
    else if (hours) found.push({ first: day, last: day, hours, at });
  });
  return found.map(({ first, last, hours }) => ({ first, last, hours }));
}
