/**
 * Keeps a list that was loaded page by page in step with the server without loading all pages again. Pure functions;
 * polling uses them now, and frames of a live connection are to use the same.
 */
import type { InfiniteData } from "@tanstack/react-query";
import type { Row, RowPage } from "@/api/types";
import { compareRows, type View } from "./views";

export type ListData = InfiniteData<RowPage>;

export function rowsOf(data: ListData | undefined): Row[] {
  const seen = new Set<number>();
  return (data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((row) => !seen.has(row.number) && seen.add(row.number));
}

/**
 * Takes over a fresh first page. It is the whole truth down to its last row; what lies below was loaded with older
 * cursors and stays, minus the rows that have moved up.
 */
export function mergeHead(data: ListData, head: RowPage, order: View["order"]): ListData {
  const last = head.items.at(-1);
  if (head.next_cursor === null || !last || data.pages.length < 2) return { pages: [head], pageParams: [null] };
  const fresh = new Set(head.items.map((row) => row.number));
  const below = (row: Row) => !fresh.has(row.number) && compareRows(order, row, last) > 0;
  const [first, ...rest] = data.pages;
  const pushedDown = (first?.items ?? []).filter(below);
  const pages = rest.map((page, index) => {
    const items = page.items.filter(below);
    return { ...page, items: index === 0 ? [...pushedDown, ...items] : items };
  });
  return { pages: [head, ...pages], pageParams: data.pageParams };
}

/** Puts one changed row where it belongs: replaced in place, taken out, or (when it was not there) left to the server. */
export function applyRow(data: ListData, row: Row, view: View, me: string): ListData {
  if (!data.pages.some((page) => page.items.some((item) => item.number === row.number))) return data;
  const keep = view.accepts(row, me);
  const pages = data.pages.map((page) => ({
    ...page,
    items: page.items.flatMap((item) => (item.number !== row.number ? [item] : keep ? [row] : [])),
  }));
  return { ...data, pages };
}
