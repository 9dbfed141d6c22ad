/**
 * Keeps a list that was loaded page by page in step with the server without loading all pages again. Pure functions:
 * frames of the live connection, answers to one's own changes and polling all go through them.
 */
import type { InfiniteData } from "@tanstack/react-query";
import type { Row, RowPage } from "@/api/types";
import { compareRows, type View } from "./views";

/** `reach` is how far the page came when it was loaded; its last row may have left since, its successor starts there still. */
export type Page = RowPage & { reach?: Row };
export type ListData = InfiniteData<Page>;

/** Each ticket once, in its newest form. */
export function rowsOf(data: ListData | undefined): Row[] {
  const rows = new Map<number, Row>();
  for (const page of data?.pages ?? []) {
    for (const row of page.items) {
      const known = rows.get(row.number);
      if (!known || known.version < row.version) rows.set(row.number, row);
    }
  }
  return [...rows.values()];
}

const reachOf = (page: Page | undefined) => page?.reach ?? page?.items.at(-1);

/**
 * Takes over a fresh first page. It is the whole truth down to its last row; what lies below was loaded with older
 * cursors and stays, minus the rows that have moved up.
 */
export function mergeHead(data: ListData, head: Page, order: View["order"]): ListData {
  const last = reachOf(head);
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

function without(page: Page, number: number): Page {
  const items = page.items.filter((item) => item.number !== number);
  if (items.length === page.items.length) return page;
  const reach = page.next_cursor === null ? undefined : reachOf(page);
  return reach ? { ...page, items, reach } : { ...page, items };
}

function withRow(pages: Page[], row: Row, order: View["order"]): Page[] {
  const after = (item: Row) => compareRows(order, item, row) > 0;
  const holds = (page: Page) => page.items.some(after);
  let at = pages.findIndex(holds);
  if (at < 0) {
    const last = pages.at(-1);
    const reach = reachOf(last);
    // Beyond what is loaded: it comes with the next page.
    if (!last || (last.next_cursor !== null && reach && compareRows(order, row, reach) > 0)) return pages;
    at = pages.length - 1;
  }
  return pages.map((page, index) => {
    if (index !== at) return page;
    const before = page.items.findIndex(after);
    const items = [...page.items];
    items.splice(before < 0 ? items.length : before, 0, row);
    return { ...page, items };
  });
}

const findRow = (data: ListData, number: number) =>
  data.pages.reduce<Row | undefined>((found, page) => found ?? page.items.find((item) => item.number === number), undefined);

/** Puts a changed row where it belongs now: elsewhere, or in, or out. */
export function placeRow(data: ListData, row: Row, view: View, me: string): ListData {
  const known = findRow(data, row.number);
  const accepted = view.accepts(row, me);
  if (!known && !accepted) return data;
  const rest = known ? data.pages.map((page) => without(page, row.number)) : data.pages;
  const pages = accepted ? withRow(rest, row, view.order) : rest;
  return pages === data.pages ? data : { ...data, pages };
}

/** The version of a ticket that a list shows; 0 when it does not show it. */
export const versionIn = (data: ListData | undefined, number: number) => (data && findRow(data, number)?.version) ?? 0;

/** An answer may be older than what was heard while it was under way: newer rows take the place of those it has. */
export function catchUp(page: Page, newer: Row[], view: View, me: string, isFirst: boolean): Page {
  return newer.reduce((now, row) => {
    const has = now.items.find((item) => item.number === row.number);
    // Where a row that this page does not have belongs, only a page that begins at the beginning can tell.
    if (has ? has.version > row.version : !isFirst) return now;
    return placeRow({ pages: [now], pageParams: [null] }, row, view, me).pages[0] ?? now;
  }, page);
}
