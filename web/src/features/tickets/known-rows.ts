import type { QueryClient } from "@tanstack/react-query";
import type { Row } from "@/api/types";
import { keys } from "./keys";
import { rowsOf, type ListData, type Page } from "./list-pages";

/** Every ticket that some list has loaded, in its newest form. */
export function knownRows(client: QueryClient): Row[] {
  const lists = client.getQueriesData<ListData>({ queryKey: keys.lists }).flatMap(([, data]) => data?.pages ?? []);
  const heads = client.getQueriesData<Page>({ queryKey: keys.heads }).flatMap(([, page]) => page ?? []);
  return rowsOf({ pages: [...lists, ...heads], pageParams: [] });
}
