import { expect, test } from "vitest";
import { takenBack, typedAhead, writes } from "./ahead";

const bold = { text: "Dear Ada", html: "<p>Dear <strong>Ada</strong></p>" };

test("letters go to the end of the text and keep its formats", () => {
  expect(typedAhead(typedAhead(bold, ","), " <hi>")).toEqual({
    text: "Dear Ada, <hi>",
    html: "<p>Dear <strong>Ada</strong>, &lt;hi&gt;</p>",
  });
});

test("a line break begins a paragraph, also after a list", () => {
  const list = { text: "one", html: "<ul><li><p>one</p></li></ul>" };
  expect(typedAhead(list, "\ntwo")).toEqual({ text: "one\n\ntwo", html: "<ul><li><p>one</p></li></ul><p>two</p>" });
});

test("a text without blocks gets one", () => {
  expect(typedAhead({ text: "", html: "" }, "a")).toEqual({ text: "a", html: "<p>a</p>" });
});

test("what was typed is taken back letter by letter; a format is not", () => {
  expect(takenBack(typedAhead(bold, "🙂"))).toEqual(bold);
  expect(takenBack(bold)).toEqual(bold);
});

test.each([
  [{ key: "a" }, "a"],
  [{ key: "ß" }, "ß"],
  [{ key: "Enter" }, "\n"],
  [{ key: "a", ctrlKey: true }, null],
  [{ key: "@", ctrlKey: true, altKey: true, modifierAltGraph: true }, "@"],
  [{ key: "v", metaKey: true }, null],
  [{ key: "ArrowLeft" }, null],
  [{ key: "Dead" }, null],
])("%j writes %j", (key, words) => {
  expect(writes(new KeyboardEvent("keydown", key))).toBe(words);
});
