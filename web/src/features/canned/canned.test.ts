import { expect, test } from "vitest";
import type { CannedResponseRow } from "@/api/types";
import { fitting, insertable, unresolvedIn } from "./canned";

const row = (name: string, more: Partial<CannedResponseRow> = {}): CannedResponseRow => ({
  id: `can_${name}`,
  name,
  shortcut: null,
  folder: "",
  scope: "all",
  team_id: null,
  languages: ["en"],
  preview: "",
  usage_count: 0,
  updated_at: "2026-03-02T09:00:00.000Z",
  owner_id: "usr_1",
  version: 1,
  ...more,
});
const names = (all: CannedResponseRow[], query: string) => fitting(all, query, 10).map(({ name }) => name);

test("the shortcut is meant first, then the name, then what it says", () => {
  const all = [
    row("Says it", { preview: "we refund you" }),
    row("Refund rules"),
    row("Money back", { shortcut: "refund" }),
    row("Longer", { shortcut: "refunds" }),
    row("Other"),
  ];
  expect(names(all, "refund")).toEqual(["Money back", "Longer", "Refund rules", "Says it"]);
  expect(names(all, "REF")).toEqual(["Money back", "Longer", "Refund rules", "Says it"]);
  expect(names(all, "nothing like it")).toEqual([]);
});

test("before a letter is typed, what is sent most stands first", () => {
  expect(names([row("a", { usage_count: 1 }), row("b", { usage_count: 9 })], " ")).toEqual(["b", "a"]);
});

test.each([
  ["<p>one <b>line</b></p>", "one <b>line</b>"],
  ["<p>one</p><p>two</p>", "<p>one</p><p>two</p>"],
  ["<ul><li>a</li></ul>", "<ul><li>a</li></ul>"],
])("%s goes in as %s", (html, inserted) => expect(insertable(html)).toBe(inserted));

test("what nothing was put in for is found, each once, also over lines", () => {
  expect(unresolvedIn("a {{ b }} {{ b }} {% if c\n%} }} {{")).toEqual(["{{ b }}", "{% if c\n%}"]);
  expect(unresolvedIn("{ b } and 5 % }")).toEqual([]);
});
