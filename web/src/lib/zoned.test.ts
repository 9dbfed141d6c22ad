import { expect, test } from "vitest";
import { daysLater, fieldOf, momentOf, wallIn, wallOf, weekdayOf } from "./zoned";

const iso = (field: string, zone: string) => new Date(momentOf(wallIn(field) ?? expect.fail(), zone)).toISOString();

test.each([
  ["2026-07-01T08:00", "Europe/Lisbon", "2026-07-01T07:00:00.000Z"],
  ["2026-12-01T08:00", "Europe/Lisbon", "2026-12-01T08:00:00.000Z"],
  ["2026-12-01T08:00", "Asia/Kathmandu", "2026-12-01T02:15:00.000Z"],
  ["2026-12-01T00:30", "Pacific/Kiritimati", "2026-11-30T10:30:00.000Z"],
  // Skipped by the change to summer time: moves forward by the gap.
  ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30:00.000Z"],
  // Comes twice: the first.
  ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00.000Z"],
])("%s in %s is %s", (field, zone, moment) => {
  expect(iso(field, zone)).toBe(moment);
});

test("a moment and its wall clock lead back to each other", () => {
  for (const zone of ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"]) {
    for (let at = Date.UTC(2026, 0, 1, 12, 34); at < Date.UTC(2027, 0, 1); at += 31 * 3_600_000 + 17 * 60_000) {
      const wall = wallOf(at, zone);
      expect(wallOf(momentOf(wall, zone), zone)).toEqual(wall);
    }
  }
});

test("days carry over months and years", () => {
  const wall = wallIn("2026-12-31T08:00") ?? expect.fail();
  expect(fieldOf(daysLater(wall, 1))).toBe("2027-01-01T08:00");
  expect(weekdayOf(daysLater(wall, 1))).toBe(5);
});
