import { expect, test } from "vitest";
import { fieldsOf, snoozeTime, typedTime } from "./times";

const LISBON = "Europe/Lisbon";
const at = (text: string) => Date.parse(text);
const iso = (instant: number | null) => instant && new Date(instant).toISOString();

// Thursday 19 November 2026, 15:10 in Lisbon (UTC).
const THURSDAY = at("2026-11-19T15:10:00Z");

test.each([
  ["later_today", "2026-11-19T18:30:00.000Z"],
  ["tomorrow", "2026-11-20T09:00:00.000Z"],
  ["next_business", "2026-11-20T09:00:00.000Z"],
  ["next_week", "2026-11-23T09:00:00.000Z"],
] as const)("on a Thursday afternoon, %s is %s", (choice, expected) => {
  expect(iso(snoozeTime(choice, LISBON, THURSDAY))).toBe(expected);
});

test("on a Friday the next business morning is Monday's, tomorrow is Saturday's", () => {
  const friday = THURSDAY + 86_400_000;
  expect(iso(snoozeTime("next_business", LISBON, friday))).toBe("2026-11-23T09:00:00.000Z");
  expect(iso(snoozeTime("tomorrow", LISBON, friday))).toBe("2026-11-21T09:00:00.000Z");
});

test("before nine on a working day the next business morning is this one's, on a Sunday Monday's", () => {
  expect(iso(snoozeTime("next_business", LISBON, at("2026-11-19T06:00:00Z")))).toBe("2026-11-19T09:00:00.000Z");
  expect(iso(snoozeTime("next_business", LISBON, at("2026-11-22T06:00:00Z")))).toBe("2026-11-23T09:00:00.000Z");
});

test("late in the evening there is no later today", () => {
  expect(snoozeTime("later_today", LISBON, at("2026-11-19T21:30:00Z"))).toBeNull();
});

test("mornings are those of the tenant's clock, also across its change", () => {
  // Berlin: +02:00 until 25 October 2026, +01:00 after.
  expect(iso(snoozeTime("tomorrow", "Europe/Berlin", at("2026-10-24T12:00:00Z")))).toBe("2026-10-25T08:00:00.000Z");
  expect(iso(snoozeTime("tomorrow", "Asia/Tokyo", at("2026-10-24T16:00:00Z")))).toBe("2026-10-26T00:00:00.000Z");
});

test("fields and instants say the same in every zone", () => {
  for (const zone of [LISBON, "America/St_Johns", "Asia/Kathmandu", "Pacific/Chatham", "UTC", "not/a_zone"]) {
    for (let hours = 0; hours < 24 * 400; hours += 37) {
      const instant = THURSDAY + hours * 3_600_000;
      const { date, time } = fieldsOf(instant, zone);
      const back = typedTime(date, time, zone) as number;
      // The hour that comes twice is told apart by nothing on a wall clock.
      expect([0, 3_600_000]).toContain(instant - back);
    }
  }
  expect(typedTime("", "09:00", LISBON)).toBeNull();
});
