/** Canned responses as the desk knows them: what there is, what fits a word, and what still wants words in a text. */
import { api, dataOf } from "@/api/client";
import type { CannedResponseRow, Rendering } from "@/api/types";
import { fold, score } from "@/lib/fuzzy";
import { readStored, writeStored } from "@/lib/storage";
import { createStore } from "@/lib/store";

export const cannedKey = ["canned"] as const;

export const cannedQuery = {
  queryKey: cannedKey,
  queryFn: async () => (await dataOf(api.GET("/v1/canned-responses"))).items,
  staleTime: 60_000,
};

/** The language that responses speak where they have it, kept in the browser; null is the workspace's. */
export const cannedLanguage = createStore<string | null>(readStored("canned-language"));

export function chooseCannedLanguage(language: string | null): void {
  cannedLanguage.set(language);
  writeStored("canned-language", language);
}

/** What a word means, best first: the shortcut counts more than the name, and that more than folder and text. */
export function fitting(all: CannedResponseRow[], query: string, limit: number): CannedResponseRow[] {
  const wanted = fold(query.trim());
  if (!wanted) return [...all].sort((a, b) => b.usage_count - a.usage_count).slice(0, limit);
  const points = ({ shortcut, name, folder, preview }: CannedResponseRow) => {
    if (shortcut === wanted) return 400;
    if (shortcut?.startsWith(wanted)) return 300 - shortcut.length;
    return score(wanted, fold(name)) * 2 || score(wanted, fold(`${folder} ${name} ${preview}`)) / 2;
  };
  return all
    .map((item) => ({ item, points: points(item) }))
    .filter((found) => found.points > 0)
    .sort((a, b) => b.points - a.points || b.item.usage_count - a.item.usage_count)
    .slice(0, limit)
    .map(({ item }) => item);
}

/** What the response says on a ticket. */
export function render(id: string, number: number, language: string | null): Promise<Rendering> {
  const body = { number, ...(language ? { language } : {}) };
  return dataOf(api.POST("/v1/canned-responses/{id}/rendering", { params: { path: { id } }, body }));
}

/** A single paragraph goes into the line at the cursor, several are paragraphs of their own. */
export function insertable(html: string): string {
  const [, only] = /^<p>((?:(?!<\/?p>).)*)<\/p>$/s.exec(html) ?? [];
  return only ?? html;
}

export const VARIABLE = /\{\{.*?\}\}|\{%.*?%\}/gs;

/** What in a text nothing was put in for, each once. */
export const unresolvedIn = (text: string): string[] => [...new Set(text.match(VARIABLE) ?? [])];

export const nameOfLanguage = (language: string, locale: string): string =>
  new Intl.DisplayNames([locale], { type: "language" }).of(language) ?? language;
