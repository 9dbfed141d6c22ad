/** What could be written next in the text of a filter. */
import { expect, test } from "vitest";
import type { FilterField } from "@/api/types";
import { completions, quoted } from "./completions";

const field = (name: string, fields: Partial<FilterField>): FilterField => ({ id: name, name, label: null, kind: "choice", operators: ["any_of", "empty"], choices: null, keywords: [], optional: true, ...fields });
const choice = (value: string, label = value) => ({ value, label, parent: null });
const FIELDS = [
  field("priority", { choices: ["urgent", "high", "normal", "low"].map((each) => choice(each)), optional: false }),
  field("team", { choices: [choice("tea_1", "Billing"), choice("tea_2", 'Back "office"')], keywords: ["my_teams"] }),
  field("subject", { kind: "text", optional: false }),
  field("created", { kind: "moment", optional: false }),
  field("snoozed", { kind: "yes_no", optional: false }),
  field("field.weight", { kind: "number", label: "Weight in kg" }),
];
const inserts = (text: string, viewer = false) => completions(text, FIELDS, viewer).options.map(({ insert }) => insert);

test("nothing yet: every field, with the sign that it is asked with", () => {
  expect(inserts("")).toEqual(["priority:", "team:", "subject~", "created>", "snoozed:", "field.weight:", "has:", "no:", "or "]);
});

test("a name that is begun; also by what the workspace calls it", () => {
  expect(inserts("pri")).toEqual(["priority:"]);
  expect(inserts("-pri")).toEqual(["priority:"]);
  expect(completions("(te", FIELDS, false).from).toBe(1);
  expect(inserts("kg")).toEqual(["field.weight:"]);
});

test("values of a field, also after a comma, in the words of today", () => {
  expect(inserts("priority:")).toEqual(["urgent", "high", "normal", "low"]);
  const found = completions("subject~x priority:high,u", FIELDS, false);
  expect([found.from, found.options.map(({ insert }) => insert)]).toEqual([24, ["urgent"]]);
  expect(inserts("team:b")).toEqual(["Billing", '"Back \\"office\\""']);
  expect(inserts('team:"Back')).toEqual(['"Back \\"office\\""']);
});

test("me and mine only where somebody looks", () => {
  expect(inserts("team:my")).toEqual([]);
  expect(inserts("team:my", true)).toEqual(["my_teams"]);
});

test("times, yes and no, presence", () => {
  expect(inserts("created>-")).toEqual(["-1d", "-7d", "-30d", "-2h"]);
  expect(inserts("created:-7d..to")).toEqual(["today"]);
  expect(inserts("snoozed:y")).toEqual(["yes"]);
  expect(inserts("has:")).toEqual(["team", "field.weight"]);
  expect(inserts("nothing:")).toEqual([]);
});

test("what needs quotes gets them", () => {
  expect([quoted("a"), quoted("a b"), quoted('a"b\\')]).toEqual(["a", '"a b"', '"a\\"b\\\\"']);
});
