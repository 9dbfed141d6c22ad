import { expect, test } from "vitest";
import { LATEST, laterChoices, laterFault } from "./later";

const choices = (at: string, zone: string) => Object.fromEntries(laterChoices(Date.parse(at), zone).map((each) => [each.id, each.at]));

test("mornings are the tenant's, not the reader's, and the hour is full minutes", () => {
  expect(choices("2026-11-25T10:00:20Z", "America/New_York")).toEqual({
    hour: "2026-11-25T11:01:00.000Z",
    tomorrow: "2026-11-26T13:00:00.000Z",
    monday: "2026-11-30T13:00:00.000Z",
  });
});

test("on a Sunday tomorrow is Monday already, and on a Monday it is the next one", () => {
  expect(choices("2026-11-22T10:00:00Z", "Europe/Lisbon")).not.toHaveProperty("monday");
  expect(choices("2026-11-23T10:00:00Z", "Europe/Lisbon")).toMatchObject({ monday: "2026-11-30T08:00:00.000Z" });
});

test("a change to summer time over night keeps eight o'clock", () => {
  expect(choices("2026-03-28T10:00:00Z", "Europe/Berlin").tomorrow).toBe("2026-03-29T06:00:00.000Z");
});

test("neither the past nor after a year", () => {
  expect([laterFault(5, 5), laterFault(6, 5), laterFault(6 + LATEST, 5)]).toEqual(["past", null, "too_far"]);
});
