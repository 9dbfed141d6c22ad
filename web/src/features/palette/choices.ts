/** What the palette can offer: actions and views of the moment, tickets and people that are loaded. */
import type { ReactNode } from "react";
import type { Row } from "@/api/types";
import type { ActionId } from "@/features/actions/catalog";
import { rank } from "@/lib/fuzzy";

export type Target =
  | { kind: "action"; action: ActionId }
  | { kind: "ticket"; number: number; row: Row | null }
  | { kind: "person"; id: string; name: string; colleague: boolean }
  | { kind: "assign"; id: string };

export interface Choice {
  id: string;
  label: string;
  folded: string;
  target: Target;
  icon: ReactNode;
  hint?: ReactNode;
  keys?: string;
}

export type SectionName = "actions" | "views" | "tickets" | "people";
export type Sections = Record<SectionName, Choice[]>;

export interface Section {
  name: SectionName;
  choices: Choice[];
}

const ORDER: SectionName[] = ["actions", "views", "tickets", "people"];
const LIMITS: Record<SectionName, number> = { actions: 7, views: 4, tickets: 8, people: 5 };

/** With a query the best of everything, the section with the best hit first; without one all that there is. */
export function findChoices(all: Sections, query: string): Section[] {
  if (!query) return ORDER.map((name) => ({ name, choices: all[name] })).filter(({ choices }) => choices.length > 0);
  return ORDER.map((name) => ({ name, found: rank(query, all[name], LIMITS[name]) }))
    .filter(({ found }) => found.length > 0)
    .sort((a, b) => (b.found[0]?.score ?? 0) - (a.found[0]?.score ?? 0))
    .map(({ name, found }) => ({ name, choices: found.map(({ item }) => item) }));
}
