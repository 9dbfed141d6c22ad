import { expect, test } from "vitest";
import { fold, rank, score } from "./fuzzy";

const find = (query: string, ...texts: string[]) => rank(fold(query), texts.map((text) => ({ text, folded: fold(text) })), 9).map(({ item }) => item.text);

test("accents and capitals do not matter", () => {
  expect(find("ines", "Inês Duarte", "Jonas")).toEqual(["Inês Duarte"]);
});

test("the start of a word is better than the middle, the first word better than a later one", () => {
  expect(find("re", "More actions", "Resolve", "Go to Resolved")).toEqual(["Resolve", "Go to Resolved", "More actions"]);
});

test("initials and letters in their order find it, scattered ones do not", () => {
  expect(find("gtr", "Go to Resolved")).toEqual(["Go to Resolved"]);
  expect(find("asgn", "Assign…")).toEqual(["Assign…"]);
  expect(find("zx", "Assign…")).toEqual([]);
  expect(score("oe", fold("Go to Resolved"))).toBe(0);
});

test("every word of the query has to be there, in any order", () => {
  expect(find("okafor invoice", "Invoice 2041 Ada Okafor", "Invoice address Sam")).toEqual(["Invoice 2041 Ada Okafor"]);
});
