import { expect, test } from "vitest";
import { heightOf } from "./mail-page";

test.each([
  [{ height: 12.2 }, 13],
  [{ height: 0 }, 0],
  [{ height: -1 }, null],
  [{ height: 1e9 }, null],
  [{ height: Number.NaN }, null],
  [{ height: "12px; position: fixed" }, null],
  [null, null],
  ["12", null],
])("of %j the height is %s", (told, height) => {
  expect(heightOf(told)).toBe(height);
});
