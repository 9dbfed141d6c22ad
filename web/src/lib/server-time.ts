/**
 * The time as the server has it. The clock in front of the reader may be wrong, and whether an answer is late is said by the
 * server's. Every answer carries the server's time in whole seconds.
 */
const TOLERATED = 2_000;

let ahead = 0;

/** What an answer said of the time, between when it was asked for and when it was there. */
export function hearServerTime(date: string | null, asked: number, heard: number): void {
  const said = Date.parse(date ?? "");
  if (Number.isNaN(said)) return;
  const measured = said + 500 - (asked + heard) / 2;
  // A slow answer knows less; and while it fits what is known, clocks do not jump about.
  if (Math.abs(measured - ahead) <= TOLERATED + (heard - asked) / 2) return;
  ahead = Math.abs(measured) > TOLERATED ? measured : 0;
}

export const serverNow = (): number => Date.now() + ahead;
