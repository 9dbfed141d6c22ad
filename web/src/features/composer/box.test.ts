import { expect, test } from "vitest";
import { triggerIn } from "./box";

test.each([
  ["/", { sign: "/", query: "" }],
  ["thanks /ref", { sign: "/", query: "ref" }],
  ["ask @jonas li", { sign: "@", query: "jonas li" }],
  ["and/or", null],
  ["https://a", null],
  ["ada@harbour", null],
  ["a / b c d", null],
])("before the cursor stands %j", (before, trigger) => {
  expect(triggerIn(before)).toEqual(trigger);
});
