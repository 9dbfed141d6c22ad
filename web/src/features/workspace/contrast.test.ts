import { expect, test } from "vitest";
import { CONTRAST, contrastWithWhite } from "./contrast";

test("contrast is that of the guidelines", () => {
  expect(contrastWithWhite("#000000")).toBeCloseTo(21);
  expect(contrastWithWhite("#FFFFFF")).toBeCloseTo(1);
  expect(contrastWithWhite("#767676")).toBeGreaterThanOrEqual(CONTRAST);
  expect(contrastWithWhite("#777777")).toBeLessThan(CONTRAST);
  expect(contrastWithWhite("teal")).toBeNull();
});
