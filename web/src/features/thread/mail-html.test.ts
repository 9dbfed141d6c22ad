import { expect, test } from "vitest";
import { prepareMail, safeStyles } from "./mail-html";

const none = new Map<string, string>();
const shown = (html: string, pictures = none, remote = false) => prepareMail(html, pictures, remote);

test("nothing in it can act", () => {
  const { html } = shown(
    `<p onclick="x()">a</p><script>x()</script><svg onload=x()></svg><iframe src=x></iframe><form action=/x><input></form>
     <a href="javascript:x()">b</a><a href="https://ok.example" target="_top">c</a><meta http-equiv=refresh content="0;url=x"><base href="//x">`,
  );
  expect(html).not.toMatch(/onclick|script|svg|iframe|form|input|meta|base|_top/i);
  expect(html).toContain('<a href="https://ok.example" target="_blank" rel="noopener noreferrer nofollow">c</a>');
});

test("pictures from elsewhere wait until they are wanted, those that came along do not", () => {
  const mail = `<img src="cid:logo"><img src="https://track.example/1.gif"><img data-src="http://track.example/2.gif"><img src="/api/v1/me"><img src="cid:unknown">`;
  const pictures = new Map([["logo", "https://content.example/logo"]]);
  const first = shown(mail, pictures);
  expect(first.remoteImages).toBe(2);
  expect(first.html).toContain("https://content.example/logo");
  expect(first.html).not.toMatch(/track|api/);
  expect(shown(mail, pictures, true).html).toMatch(/src="https:\/\/track.*src="https:\/\/track/);
});

test("styles that look are kept aside, those that reach out or leave their place are not", () => {
  expect(safeStyles("color: red; background: url(https://x); position: fixed; Margin-Top: 4px; width: expression(1); behavior: x")).toBe("color: red; Margin-Top: 4px");
  const { html } = shown('<p style="color: red; position: fixed">x</p>');
  expect(html).toBe('<p data-style="color: red">x</p>');
});

test.each([
  ['<p style="background-color: #fff">x</p>', true],
  ["<p style='color: #333'>x</p>", true],
  ["<table bgcolor=white></table>", true],
  ["<p style='margin: 0; border-color: red'>x</p>", false],
])("%s has colours of its own: %s", (mail, designed) => {
  expect(shown(mail).designed).toBe(designed);
});

test.each([
  ["<p>Thanks</p><div class=gmail_quote><p>old</p></div>", "Thanks"],
  ["<p>Thanks</p><div>On Monday Ada wrote:</div><blockquote>old</blockquote>", "Thanks"],
  ["<div><p>Thanks</p><blockquote type=cite>old</blockquote></div><p> </p>", "Thanks"],
])("a quote at the end is folded: %s", (mail, left) => {
  const { html, hasQuote } = shown(mail);
  expect(hasQuote).toBe(true);
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const each of page.querySelectorAll("[data-quoted]")) each.remove();
  expect(page.body.textContent.trim()).toBe(left);
});

test("answers between quotes stay, and a mail that is nothing but a quote is shown", () => {
  expect(shown("<blockquote>question</blockquote><p>answer</p>").hasQuote).toBe(false);
  expect(shown("<blockquote>all of it</blockquote>").hasQuote).toBe(false);
});
