/** Dates as people read them. All through `Intl`; the locale is the interface's. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, known);
  return known;
}

const amounts = new Map<string, Intl.NumberFormat>();

export function amount(locale: string, value: number, unit: "minute" | "hour" | "day"): string {
  const key = locale + unit;
  const known = amounts.get(key) ?? new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "narrow" });
  amounts.set(key, known);
  return known.format(value);
}

/** `12m`, `3h`, `2d`, then a date. `now` itself and clocks that run ahead read as `0m`. */
export function shortAge(at: string, now: number, locale: string): string {
  const then = Date.parse(at);
  const age = Math.max(0, now - then);
  if (age < HOUR) return amount(locale, Math.floor(age / MINUTE), "minute");
  if (age < DAY) return amount(locale, Math.floor(age / HOUR), "hour");
  if (age < 7 * DAY) return amount(locale, Math.floor(age / DAY), "day");
  const sameYear = new Date(then).getFullYear() === new Date(now).getFullYear();
  return format(locale, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }).format(then);
}

/** The time of day for today, with the date before that. */
export function clockTime(at: string, now: number, locale: string): string {
  const then = new Date(at);
  const time: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
  if (then.toDateString() === new Date(now).toDateString()) return format(locale, time).format(then);
  const year: Intl.DateTimeFormatOptions = then.getFullYear() === new Date(now).getFullYear() ? {} : { year: "numeric" };
  return format(locale, { ...time, ...year, day: "numeric", month: "short" }).format(then);
}

export function exactTime(at: string, locale: string): string {
  return format(locale, { dateStyle: "full", timeStyle: "medium" }).format(new Date(at));
}

/** The day alone, where the hour says nothing. */
export function dayOf(at: string, locale: string): string {
  return format(locale, { dateStyle: "medium" }).format(new Date(at));
}

export function fileSize(bytes: number, locale: string): string {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const unit = (["byte", "kilobyte", "megabyte"] as const)[step];
  const value = bytes / 1000 ** step;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value);
}
