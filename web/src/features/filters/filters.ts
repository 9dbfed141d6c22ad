import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, dataOf } from "@/api/client";
import type { FilterNode, FilterProblem, FilterReading, FilterTree } from "@/api/types";
import { groupOf, treeOf, type Group } from "./tree";

const PAUSE = 300;

/** Few organisations are a choice with their names; of many, an id is written. */
async function fieldsOf(signal: AbortSignal) {
  const found = await dataOf(api.GET("/v1/filters/fields", { signal }));
  if (!found.items.some(({ name }) => name === "organisation")) return found;
  const { items, next_cursor } = await dataOf(api.GET("/v1/organisations", { params: { query: { limit: 100 } }, signal }));
  const choices = next_cursor ? null : items.map(({ id, name }) => ({ value: id, label: name, parent: null }));
  return { ...found, items: found.items.map((field) => (field.name === "organisation" ? { ...field, choices } : field)) };
}

export const filterFieldsQuery = queryOptions({
  queryKey: ["filter-fields"],
  queryFn: ({ signal }) => fieldsOf(signal),
  staleTime: 60_000,
});

type Asked = { text: string } | { filter: FilterNode };

/** What a filter means in all its forms. `viewer`: whoever looks is meant by `me`. */
export const readFilter = (asked: Asked, viewer: boolean, signal?: AbortSignal): Promise<FilterReading> =>
  dataOf(api.POST("/v1/filters/parse", { body: { ...asked, viewer }, signal }));

/** A filter in an editor: in rows, or as a text. */
export interface Written {
  form: "rows" | "text";
  group: Group;
  text: string;
}

export const written = (tree: FilterTree): Written => ({ form: "rows", group: groupOf(tree), text: "" });

/** The same for two that mean the same to whoever writes; for seeing whether something changed. */
export const spelled = ({ form, group, text }: Written) => (form === "text" ? text.trim() : JSON.stringify(treeOf(group).node));

/** The text of a filter cannot be read. */
export class Unreadable extends Error {
  readonly problems: FilterProblem[];

  constructor(problems: FilterProblem[]) {
    super(problems[0]?.message ?? "");
    this.name = "Unreadable";
    this.problems = problems;
  }
}

/** The tree to send; raises Unreadable for a text that means nothing. */
export async function nodeOf({ form, group, text }: Written, viewer: boolean): Promise<FilterNode> {
  if (form === "rows") return treeOf(group).node;
  const { filter, problems } = await readFilter({ text }, viewer);
  if (!filter) throw new Unreadable(problems);
  return filter;
}

/** What the server makes of it, asked once it rests. */
export function useReading(value: Written, viewer: boolean) {
  const now = JSON.stringify(value.form === "text" ? { text: value.text } : { filter: treeOf(value.group).node });
  const [asked, setAsked] = useState(now);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(now), PAUSE);
    return () => clearTimeout(timer);
  }, [now]);
  const query = useQuery({
    queryKey: ["filter-reading", viewer, asked],
    queryFn: ({ signal }) => readFilter(JSON.parse(asked) as Asked, viewer, signal),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  // An answer about what stood there before says nothing about what stands there now.
  return asked === now && !query.isPlaceholderData ? query.data : undefined;
}
