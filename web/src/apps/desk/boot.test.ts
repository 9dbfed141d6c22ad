import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const page = readFileSync("index.html", "utf8");
const body = /<body>([\s\S]*)<\/body>/.exec(page)?.[1] ?? "";
const program = readFileSync("public/boot.js", "utf8");

const listeners: [string, EventListener][] = [];
beforeEach(() => {
  document.body.innerHTML = body;
  const add = globalThis.addEventListener.bind(globalThis);
  vi.stubGlobal("addEventListener", (type: string, listener: EventListener) => {
    listeners.push([type, listener]);
    add(type, listener, true);
  });
  // As the page runs it: a script without imports, in the global scope.
  (0, eval)(program);
});
afterEach(() => {
  for (const [type, listener] of listeners.splice(0)) window.removeEventListener(type, listener, true);
  vi.unstubAllGlobals();
  document.body.innerHTML = "";
});

const failed = () => document.getElementById("failed");
const failToLoad = (src: string) => {
  const script = document.createElement("script");
  script.src = src;
  document.body.append(script);
  script.dispatchEvent(new Event("error"));
};

test("a program that does not load shows a page with an error id and what failed", async () => {
  expect(failed()).toHaveAttribute("hidden");
  failToLoad("/assets/desk.js");
  await vi.waitFor(() => expect(failed()).not.toHaveAttribute("hidden"));
  expect(failed()).toHaveTextContent("Lambdesk could not start");
  expect(failed()?.querySelector("[data-id]")).toHaveTextContent(/^[0-9a-f]{8} · 2\d{3}-/);
  expect(failed()).toHaveTextContent("/assets/desk.js");
});

test("so does one that throws before it has drawn anything, in the reader's language", async () => {
  localStorage.setItem("lambdesk:locale", "de");
  window.dispatchEvent(new ErrorEvent("error", { message: "x is not a function" }));
  await vi.waitFor(() => expect(failed()).toHaveTextContent("Lambdesk konnte nicht starten"));
  expect(failed()).toHaveTextContent("x is not a function");
});

test("once the desk stands, its failures are its own", async () => {
  document.getElementById("root")?.append(document.createElement("div"));
  failToLoad("/assets/later.js");
  await new Promise((done) => setTimeout(done, 80));
  expect(failed()).toHaveAttribute("hidden");
});

test("its colours are those of the tokens", () => {
  const tokens = readFileSync("src/styles/tokens.css", "utf8");
  const colours = readFileSync("public/boot.css", "utf8").match(/oklch\([^)]*\)/g) ?? [];
  expect(colours.length).toBeGreaterThan(8);
  expect(colours.filter((colour) => !tokens.includes(colour))).toEqual([]);
});
