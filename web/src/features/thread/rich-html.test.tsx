import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { RichHtml } from "./rich-html";

test("formats are drawn as elements", () => {
  render(<RichHtml html='<p>a <strong>b</strong> <code>c</code></p><ol start="3"><li><p>d</p></li></ol><a href="https://ok.example">e</a>' />);
  expect(screen.getByText("b").localName).toBe("strong");
  expect(screen.getByRole("list")).toHaveAttribute("start", "3");
  expect(screen.getByRole("link", { name: "e" })).toHaveAttribute("rel", "noopener noreferrer nofollow");
});

test("what is not one of the formats is its text, or nothing", () => {
  const { container } = render(
    <RichHtml html='<script>x()</script><style>p{}</style><a href="javascript:x()">link</a><img src="https://x.example/1.gif" onerror="x()"><p onclick="x()" style="color:red">text</p><table><tr><td>cell</td></tr></table>' />,
  );
  expect(container.querySelector("script,style,img,a,table,[onclick],[style]")).toBeNull();
  expect(container).toHaveTextContent("linktextcell");
});

test("a picture that came along is drawn by who knows it", () => {
  render(<RichHtml html='<p><img src="cid:pic" alt="a cat"></p>' picture={(id, alt) => <b>{`${id} ${alt}`}</b>} />);
  expect(screen.getByText("pic a cat")).toBeVisible();
});
