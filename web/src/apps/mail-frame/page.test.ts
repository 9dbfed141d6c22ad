import { expect, test, vi } from "vitest";
import { prepareMail } from "@/features/thread/mail-html";
import type { Letter } from "@/features/thread/mail-page";
import { fill, show } from "./page";

const letter = (html: string): Letter => ({
  mail: prepareMail(html, new Map(), false),
  imageOrigins: ["https://content.example"],
  lang: "de",
  look: { tokens: { "--text": "black" }, scheme: "dark" },
  quoteOpen: false,
});

test("the page's own policy is there with the mail, and names what it may load and nothing else", () => {
  const page = document.implementation.createHTMLDocument();
  fill(page, letter("<p>x</p>"), "https://files.example");
  expect(page.querySelector("meta[http-equiv]")?.getAttribute("content")).toBe(
    "default-src 'none'; style-src https://files.example; font-src https://files.example; img-src data: https://content.example; form-action 'none'; base-uri 'none'",
  );
  expect(page.body.innerHTML).toBe('<div dir="auto"><p>x</p></div>');
  expect(page.documentElement.lang).toBe("de");
  expect(page.documentElement.style.getPropertyValue("--text")).toBe("black");
});

test("styles that only look are set by the page, and a mail with colours of its own stays light", () => {
  const page = document.implementation.createHTMLDocument();
  fill(page, letter('<p style="color: red; position: fixed">x</p>'), "https://files.example");
  expect(page.querySelector("p")?.style.cssText).toBe("color: red;");
  expect(page.documentElement.style.colorScheme).toBe("light");
});

test("it tells its height, and follows what the desk says later", () => {
  vi.stubGlobal("ResizeObserver", class { observe() {} });
  const page = document.implementation.createHTMLDocument();
  const port = { postMessage: vi.fn(), onmessage: null as ((event: { data: unknown }) => void) | null };
  show(page, letter("<p>x</p>"), port as unknown as MessagePort, "https://files.example");
  expect(port.postMessage).toHaveBeenCalledWith({ height: 0 });
  port.onmessage?.({ data: { quoteOpen: true } });
  port.onmessage?.({ data: { look: { tokens: { "--text": "white" }, scheme: "dark" } } });
  expect(page.documentElement.hasAttribute("data-quote-open")).toBe(true);
  expect(page.documentElement.style.getPropertyValue("--text")).toBe("white");
  expect(page.documentElement.style.colorScheme).toBe("dark");
});
