/** The lists that are loaded, whole and their first pages, and what a changed row does to all of them. */
import type { QueryClient } from "@tanstack/react-query";
import type { Row } from "@/api/types";
import { keys } from "./keys";
import { placeRow, versionIn, type ListData, type Page } from "./list-pages";
import { VIEWS, type View, type ViewId } from "./views";

export interface Shelves {
  lists: Partial<Record<ViewId, ListData>>;
  heads: Partial<Record<ViewId, Page>>;
}

const alone = (page: Page): ListData => ({ pages: [page], pageParams: [null] });

/** A row goes where it belongs in every list, unless the list shows a newer form of it; `again` lets it replace an equal one. */
export function placeEverywhere({ lists, heads }: Shelves, row: Row, me: string, again: boolean): Shelves {
  const after: Shelves = { lists: { ...lists }, heads: { ...heads } };
  const place = (data: ListData, view: View) => {
    const known = versionIn(data, row.number);
    return known < row.version || (again && known === row.version) ? placeRow(data, row, view, me) : data;
  };
  for (const view of VIEWS) {
    const [list, head] = [lists[view.id], heads[view.id]];
    const placed = list && place(list, view);
    if (placed) after.lists[view.id] = placed;
    // The first page stands in both places; while it is one object it stays one.
    if (head) after.heads[view.id] = head === list?.pages[0] ? placed?.pages[0] : place(alone(head), view).pages[0];
  }
  return after;
}

export function readShelves(client: QueryClient): Shelves {
  const shelves: Shelves = { lists: {}, heads: {} };
  for (const view of VIEWS) {
    shelves.lists[view.id] = client.getQueryData<ListData>(keys.list(view));
    shelves.heads[view.id] = client.getQueryData<Page>(keys.head(view));
  }
  return shelves;
}

export function writeShelves(client: QueryClient, before: Shelves, after: Shelves): void {
  for (const view of VIEWS) {
    const [list, head] = [after.lists[view.id], after.heads[view.id]];
    if (list !== before.lists[view.id]) client.setQueryData<ListData>(keys.list(view), list);
    if (head !== before.heads[view.id]) client.setQueryData<Page>(keys.head(view), head);
  }
}
