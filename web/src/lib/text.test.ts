import { expect, test } from "vitest";
import de from "@/locales/de.json";
import en from "@/locales/en.json";
import providerDe from "@/locales/provider.de.json";
import providerEn from "@/locales/provider.en.json";
import rolesDe from "@/locales/roles.de.json";
import rolesEn from "@/locales/roles.en.json";
import settingsDe from "@/locales/settings.de.json";
import settingsEn from "@/locales/settings.en.json";
import workDe from "@/locales/work.de.json";
import workEn from "@/locales/work.en.json";
import workspaceDe from "@/locales/workspace.de.json";
import workspaceEn from "@/locales/workspace.en.json";
import { splitAtCodePoint } from "./code-points";
import { linkify } from "./linkify";
import { clockTime, fileSize, shortAge } from "./time";

test("an offset counts characters beyond the basic plane as one, as the server does", () => {
  expect(splitAtCodePoint("a👋b> quoted", 3)).toEqual(["a👋b", "> quoted"]);
  expect(splitAtCodePoint("short", 99)).toEqual(["short", ""]);
});

test("web addresses become links, without the full stop after them, and nothing else does", () => {
  expect(linkify("see https://a.example/x?y=1. Or javascript:alert(1)")).toEqual([
    { text: "see " },
    { text: "https://a.example/x?y=1", href: "https://a.example/x?y=1" },
    { text: ". Or javascript:alert(1)" },
  ]);
});

const NOW = Date.parse("2026-11-22T12:00:00Z");
const before = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

test.each([
  [-5, "0m"],
  [12, "12m"],
  [59, "59m"],
  [60, "1h"],
  [60 * 47, "1d"],
  [60 * 24 * 8, "Nov 14"],
])("%d minutes ago reads %s", (minutes, words) => {
  expect(shortAge(before(minutes), NOW, "en")).toBe(words);
});

test("today has a time of day, other days have their date with it", () => {
  expect(clockTime(before(0), NOW, "en-GB")).toMatch(/^\d\d:\d\d$/);
  expect(clockTime(before(60 * 48), NOW, "en-GB")).toMatch(/20 Nov/);
});

test("sizes of files are said in decimal units", () => {
  expect([999, 84_211, 1_284_211].map((bytes) => fileSize(bytes, "en"))).toEqual(["999 byte", "84 kB", "1.3 MB"]);
});

function paths(tree: object, prefix = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [`${prefix}${key}${(value.match(/\{\{\w+\}\}/g) ?? []).sort().join("")}`] : paths(value as object, `${prefix}${key}.`),
  );
}

test.each([
  [de, en],
  [workDe, workEn],
  [settingsDe, settingsEn],
  [workspaceDe, workspaceEn],
  [rolesDe, rolesEn],
  [providerDe, providerEn],
])("every language has the same words with the same gaps", (one, other) => {
  expect(paths(one).sort()).toEqual(paths(other).sort());
});
