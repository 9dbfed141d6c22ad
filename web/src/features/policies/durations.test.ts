/** Lengths of time as people write them. */
import { expect, test } from "vitest";
import { LONGEST, readDuration, writeDuration } from "./durations";

test.each([
  ["4h", 14_400],
  ["1d 12h", 129_600],
  ["90 min", 5_400],
  ["1:30", 5_400],
  ["1,5 Std.", 5_400],
  ["2 Tage, 30 Minuten", 174_600],
  ["1 week", 604_800],
  ["45s", 45],
])("%s is %d seconds", (text, seconds) => expect(readDuration(text)).toBe(seconds));

test.each(["", "4", "soon", "4 parsecs", "0h", "-1h", "1.0001s", "4h and", "99999999d"])("%s is no length of time", (text) => expect(readDuration(text)).toBeNull());

test.each([1, 59, 60, 3_599, 3_600, 86_400, 90_061, LONGEST])("%d seconds come back", (seconds) => expect(readDuration(writeDuration(seconds))).toBe(seconds));

test("what is written is short", () => expect([writeDuration(129_600), writeDuration(5_400), writeDuration(0)]).toEqual(["1d 12h", "1h 30m", "0m"]));
