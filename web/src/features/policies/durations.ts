/** Lengths of time as people write them, in both languages of the desk: `4h`, `1d 12h`, `90 min`, `1:30`. */

const UNITS: [RegExp, number][] = [
  [/^(w|wk|weeks?|wochen?)$/, 604_800],
  [/^(d|t|days?|tage?n?)$/, 86_400],
  [/^(h|hr|hrs|std|hours?|stunden?)$/, 3_600],
  [/^(m|min|mins|minutes?|minuten?)$/, 60],
  [/^(s|sec|secs|sek|seconds?|sekunden?)$/, 1],
];
const PART = /(\d+(?:[.,]\d+)?)\s*([a-z]+)\.?/g;
const CLOCK = /^(\d+):([0-5]\d)$/;
export const LONGEST = 10 * 366 * 86_400;

/** Whole seconds, at least one; null for what is no length of time. A number alone says too little. */
export function readDuration(text: string): number | null {
  const told = text.trim().toLowerCase();
  const clock = CLOCK.exec(told);
  if (clock) return within(Number(clock[1]) * 3_600 + Number(clock[2]) * 60);
  let seconds = 0;
  const rest = told.replace(PART, (_, count: string, word: string) => {
    const unit = UNITS.find(([names]) => names.test(word));
    seconds += unit ? Number(count.replace(",", ".")) * unit[1] : NaN;
    return "";
  });
  return /^[\s,]*$/.test(rest) ? within(seconds) : null;
}

const within = (seconds: number) => (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST ? seconds : null);

const PARTS = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

/** `1d 12h`; `0m` for nothing. `readDuration` reads it back. */
export function writeDuration(seconds: number): string {
  let left = seconds;
  const parts = PARTS.flatMap(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? [`${count}${unit}`] : [];
  });
  return parts.join(" ") || "0m";
}
