import { Editor } from "@tiptap/core";
import { expect, test } from "vitest";
import { writingExtensions } from "./extensions";
import { htmlOfMarkdown, isMarkdown, isOnlyColouredCode } from "./paste";

const editor = (content = "") => new Editor({ extensions: writingExtensions(() => undefined), content, injectCSS: false });
const cleaned = (html: string) => editor(html).getHTML();

test.each([
  "# Title\n\ntext",
  "- one\n- two",
  "1. one\n2. two",
  "use `npm ci` here",
  "this is **important**",
  "> said",
  "```\ncode\n```",
  "see [docs](https://a.example/x)",
])("is Markdown: %s", (text) => expect(isMarkdown(text)).toBe(true));

test.each(["just a line", "3 * 4 * 5", "- a lone dash", "a_b_c and 2 > 1", "Dear Ada,\n\nthank you\n- Maya", "#4711 is open"])("is plain text: %s", (text) =>
  expect(isMarkdown(text)).toBe(false),
);

test("pasted Markdown becomes format", () => {
  expect(cleaned(htmlOfMarkdown("**b** `c`\n\n- one\n- two\n\n> q"))).toBe(
    "<p><strong>b</strong> <code>c</code></p><ul><li><p>one</p></li><li><p>two</p></li></ul><blockquote><p>q</p></blockquote>",
  );
});

test("pasted HTML keeps what a mail can carry, and nothing that acts or loads", () => {
  const html = `<h1 style="color:red">Title</h1><p class="x" onclick="x()">a<script>x()</script> <span style="font-weight:700">b</span></p>
    <img src="https://x.example/1.gif"><a href="javascript:x()">c</a><a href="https://ok.example">d</a><table><tr><td>e</td></tr></table>`;
  const result = cleaned(html);
  expect(result).not.toMatch(/style|class|onclick|script|img|javascript|table/);
  expect(result).toContain("<strong>b</strong>");
  expect(result).toContain('<a href="https://ok.example">d</a>');
});

test("a picture in the text is named by its file, never by an address", () => {
  expect(cleaned('<p>x<img src="cid:f1" alt="cat.png"><img src="http://x"></p>')).toBe('<p>x<img src="cid:f1" alt="cat.png"></p>');
  expect(editor('<p><img src="cid:f1" alt="cat.png"></p>').getText()).toBe("[cat.png]");
});

test("code from an editor is told from a page", () => {
  expect(isOnlyColouredCode('<meta charset="utf-8"><div style="font-family: Menlo, monospace; color: red">x</div>')).toBe(true);
  expect(isOnlyColouredCode("<p>x</p>")).toBe(false);
});
