/** A calendar while it is written: times as people type them, and what is sent of it. */
import type { BusinessCalendar, NewCalendar } from "@/api/types";

export const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type DayName = (typeof DAYS)[number];
export const WORKDAYS: readonly DayName[] = DAYS.slice(0, 5);

export interface Span {
  opens: string;
  closes: string;
}

export interface Exception {
  first: string;
  last: string;
  name: string;
  windows: Span[];
}

export interface Draft {
  name: string;
  zone: string;
  week: Record<DayName, Span[]>;
  holidays: { date: string; name: string }[];
  overrides: Exception[];
  /** Empty: no public holidays. */
  country: string;
  /** Empty: those of the whole country. */
  subdivision: string;
}

const OFFICE: Span = { opens: "09:00", closes: "17:00" };

export function start(known: BusinessCalendar | null, zone: string): Draft {
  const week = DAYS.map((day) => [day, known ? (known.week[day] ?? []) : WORKDAYS.includes(day) ? [OFFICE] : []]);
  return {
    name: known?.name ?? "",
    zone: known?.zone ?? zone,
    week: Object.fromEntries(week) as Draft["week"],
    holidays: (known?.holidays ?? []).map(({ date, name = "" }) => ({ date, name })),
    overrides: (known?.overrides ?? []).map(({ first, last, name = "", windows = [] }) => ({ first, last, name, windows })),
    country: known?.country ?? "",
    subdivision: known?.subdivision ?? "",
  };
}

const TIME = /^(\d{1,2})(?:[:.h]?([0-5]\d))?\s*([ap])?\.?(?:m\.?)?$/i;

/** `9`, `930`, `9:30`, `5 pm` as `09:00` …; null for what is no time. Only what closes can be at `24:00`. */
export function readTime(text: string, closes: boolean): string | null {
  const found = TIME.exec(text.trim());
  if (!found) return null;
  const [, hours = "", minutes = "00", half] = found;
  let hour = Number(hours);
  if (half) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  }
  if (hour > 24 || (hour === 24 && (minutes !== "00" || !closes))) return null;
  return `${String(hour).padStart(2, "0")}:${minutes}`;
}

/** Whether it ends on the day after: it closes no later than it opens. */
export function overnight({ opens, closes }: Span): boolean {
  const [from, to] = [readTime(opens, false), readTime(closes, true)];
  return from !== null && to !== null && to < from;
}

const spans = (windows: Span[]) => windows.map(({ opens, closes }) => ({ opens: readTime(opens, false) ?? opens, closes: readTime(closes, true) ?? closes }));

/** What is sent; what is no time goes as it is, and is refused with its place. */
export function bodyOf(draft: Draft): NewCalendar {
  return {
    ...draft,
    week: Object.fromEntries(DAYS.map((day) => [day, spans(draft.week[day])])),
    overrides: draft.overrides.map((each) => ({ ...each, last: each.last || each.first, windows: spans(each.windows) })),
    country: draft.country || null,
    subdivision: draft.subdivision || null,
  };
}

/** Without days that nobody has named yet: the others can be looked at. */
export const begun = (draft: Draft): Draft => ({ ...draft, holidays: draft.holidays.filter(({ date }) => date !== ""), overrides: draft.overrides.filter(({ first }) => first !== "") });

/** Whether all hours can be read, so that the server can be asked what comes of them. */
export function complete(draft: Draft): boolean {
  const windows = [...DAYS.flatMap((day) => draft.week[day]), ...draft.overrides.flatMap((each) => each.windows)];
  return windows.every(({ opens, closes }) => readTime(opens, false) !== null && readTime(closes, true) !== null);
}

/** Days of a file beside those that are there; of a day that is in both, the file's name. */
export function withDays(known: Draft["holidays"], more: Draft["holidays"]): Draft["holidays"] {
  const days = new Map([...known, ...more].map((each) => [each.date, each]));
  return [...days.values()].sort((a, b) => a.date.localeCompare(b.date));
}

/** The next window of a day: after what is there, as long as a day has room. */
export function nextSpan(windows: Span[]): Span {
  const last = windows.at(-1);
  const from = last && !overnight(last) ? readTime(last.closes, true) : null;
  if (!last) return OFFICE;
  if (!from || from >= "23:00") return { opens: "", closes: "" };
  const hour = Number(from.slice(0, 2));
  return { opens: `${String(hour + 1).padStart(2, "0")}:${from.slice(3)}`, closes: hour < 16 ? "17:00" : "24:00" };
}
