import { expect, test } from "vitest";
import { MOST_BYTES, sift } from "./limits";

const file = (name: string, size: number) => ({ name, size });

test("each file that does not fit has one reason, and the others are taken", () => {
  const { taken, refused } = sift([file("has", MOST_BYTES - 10)], [file("a", 4), file("huge", MOST_BYTES + 1), file("b", 7), file("nothing", 0), file("c", 6)]);
  expect(taken.map((each) => each.name)).toEqual(["a", "c"]);
  expect(refused).toEqual([
    { name: "huge", why: "too_large" },
    { name: "b", why: "too_large_together" },
    { name: "nothing", why: "empty_file" },
  ]);
});

test("twenty files are the most", () => {
  const { taken, refused } = sift(Array.from({ length: 19 }, () => file("x", 1)), [file("a", 1), file("b", 1)]);
  expect(taken).toHaveLength(1);
  expect(refused).toEqual([{ name: "b", why: "too_many_files" }]);
});
