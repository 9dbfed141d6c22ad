import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import { acknowledgePage } from "./acknowledge-page";
import type { Acknowledgement } from "./api";
import { dress, frame } from "./dom";
import { mistake } from "./form-page";
import { solve } from "@/lib/proof";
import { languageOf, speaker } from "./words";

test("a solution begins with as many zero bits as were asked for", async () => {
  for (const bits of [1, 7, 8, 11]) {
    const solution = await solve("a.challenge", bits);
    const hash = createHash("sha256").update(`a.challenge:${solution}`).digest();
    expect(hash.readUInt32BE(0) >>> (32 - bits)).toBe(0);
  }
});

test("work that is not wanted any more ends", async () => {
  await expect(solve("a.challenge", 64, AbortSignal.timeout(20))).rejects.toThrow();
});

test.each([
  ["email", "", "needsEmail"],
  ["email", "nobody", "needsEmail"],
  ["email", " ana@customer.example ", null],
  ["subject", "  ", "needsSubject"],
  ["subject", "x".repeat(201), "tooLong"],
  ["body", "", "needsBody"],
  ["name", "", null],
  ["name", "x".repeat(121), "tooLong"],
] as const)("%s of “%s”: %s", (name, value, word) => expect(mistake(name, value)).toBe(word));

test("the first language that we speak is spoken, else English", () => {
  expect(languageOf(["fr-FR", "de-AT", "en"])).toBe("de");
  expect(languageOf(["ja"])).toBe("en");
  expect(speaker("de")("lead", { name: "Northwind" })).toContain("Northwind");
  expect(speaker("fr")("send")).toBe(speaker("en")("send"));
});

test("pages wear the colour and the logo of their workspace", () => {
  dress({ accent: "#0f766e", logo_url: "https://content.example/logo" });
  expect(document.documentElement.style.getPropertyValue("--brand")).toBe("#0f766e");
  expect(frame("Northwind").querySelector("header img")).toHaveAttribute("src", "https://content.example/logo");
  dress({ accent: null, logo_url: null });
  expect(document.documentElement).not.toHaveAttribute("data-branded");
  expect(frame("Northwind").querySelector("img")).toBeNull();
});

const CALL: Acknowledgement = {
  name: "Northwind",
  slug: "northwind",
  locale: "en",
  number: 7,
  label: "TKT-0007",
  subject: "Broken lamp",
  metric: "first_response",
  state: "waiting",
  own: false,
};

test("who was called says yes with a button, and the page alone asks nothing of the server but what it shows", async () => {
  document.body.innerHTML = '<div id="portal"></div>';
  const asked: string[] = [];
  const taken: Acknowledgement = { ...CALL, state: "taken", own: true };
  vi.stubGlobal("fetch", (path: string, { method }: { method: string }) => {
    asked.push(`${method} ${path}`);
    const said = path.endsWith("/brand") ? { accent: null, logo_url: null } : method === "POST" ? taken : CALL;
    return Promise.resolve(Response.json(said));
  });
  await acknowledgePage("a.b", speaker("en"));
  expect(document.body).toHaveTextContent("The first response is late.");
  expect(asked.every((each) => each.startsWith("GET "))).toBe(true);
  document.querySelector("button")?.click();
  await vi.waitFor(() => expect(document.querySelector("h1")).toHaveTextContent("You take care of this"));
  expect(asked.at(-1)).toBe("POST /api/v1/public/escalations/a.b");
  expect(document.querySelector("a")).toHaveAttribute("href", "/northwind/tickets/7");
  vi.unstubAllGlobals();
});
