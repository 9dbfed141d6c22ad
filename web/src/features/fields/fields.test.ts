import { expect, test } from "vitest";
import type { FieldDefinition, FieldType } from "@/api/types";
import { readValue, showValue } from "./read-value";
import { addTags, normalTag, TAG_LIMIT } from "./tags";

const field = (type: FieldType, pattern: string | null = null): FieldDefinition => ({
  id: "fld_1", key: "one", label: "One", type, options: [], pattern, required: "never", order: 1, active: true, version: 1,
});

test.each([
  ["number", "12,5", 12.5],
  ["number", " -3 ", -3],
  ["text", "  as it is ", "as it is"],
  ["date", "2026-11-22", "2026-11-22"],
  ["text", "   ", null],
] as const)("a %s field reads %j as %j", (type, typed, value) => {
  expect(readValue(field(type), typed)).toEqual({ value });
});

test("what is no number, or does not fit the whole pattern, is a fault", () => {
  expect(readValue(field("number"), "1e5x")).toEqual({ fault: "number" });
  expect(readValue(field("regex", "[A-Z]{2}\\d{4}"), "AB1234")).toEqual({ value: "AB1234" });
  expect(readValue(field("regex", "[A-Z]{2}\\d{4}"), "xAB1234")).toEqual({ fault: "pattern" });
  expect(readValue(field("regex", "(?P<python>x)"), "y")).toEqual({ value: "y" });
});

test("a number that was shown is read as the same number, in every language", () => {
  for (const locale of ["en", "de", "fr"]) {
    for (const value of [0, 1234567, 0.125, -42.5]) expect(readValue(field("number"), showValue(field("number"), value, locale))).toEqual({ value });
  }
});

test("tags are folded, each once, cut at commas, and never more than there is room for", () => {
  expect(normalTag("  Late   Payment ")).toBe("late payment");
  expect(addTags(["vip"], "VIP, Refund ,, refund")).toEqual(["vip", "refund"]);
  const tags = ["vip"];
  expect(addTags(tags, "Vip")).toBe(tags);
  expect(addTags([], Array.from({ length: 30 }, (_, index) => `tag ${index}`).join())).toHaveLength(TAG_LIMIT);
});
