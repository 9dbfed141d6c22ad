/**
 * What is on screen of a ticket = the newest form that the server has told, whichever way, + the changes still under way.
 * Everything that shows a ticket goes through here, so that no order of answers and frames makes it flicker.
 */
import type { QueryClient } from "@tanstack/react-query";
import { sessionManager } from "@/api/session";
import type { Row, Ticket, TicketView } from "@/api/types";
import { applyChange, type Change } from "./changes";
import { catchUp, type Page } from "./list-pages";
import { keys } from "./keys";
import { mergeView } from "./merge-view";
import { rowOf } from "./row-of";
import { placeEverywhere, readShelves, writeShelves } from "./shelves";
import type { View } from "./views";

/** `ticket` may be older than `row`: lists hear of tickets that nobody has open. */
interface Known {
  row: Row;
  ticket: Ticket | null;
}

/** For so long a list that was read may be older than what was heard before: its index follows the table late. */
const RECENT = 15_000;

export const changeKey = (number: number) => ["change", number];
/** A change as a mutation carries it: alone, or with the message it goes with. */
type Carried = Change | { change: Change | null };

export const me = (): string => {
  const state = sessionManager.state.get();
  return state.status === "signed_in" ? state.session.user.id : "";
};

/** Changes to the ticket that wait or run, in their order. */
export function changesUnderWay(client: QueryClient, number: number, except?: Carried): Change[] {
  return client
    .getMutationCache()
    .findAll({ mutationKey: changeKey(number), status: "pending" })
    .map((mutation) => mutation.state.variables as Carried)
    .filter((carried) => carried !== except)
    .flatMap((carried) => ("change" in carried ? (carried.change ?? []) : carried));
}

const withChanges = <T extends Row>(ticket: T, changes: Change[]): T =>
  changes.reduce((now, change) => applyChange(now, change, me()), ticket);

const knownOf = (client: QueryClient, number: number) => client.getQueryData<Known>(keys.known(number));

/** The newest row the server has told by itself or in an answer. */
export const knownRow = (client: QueryClient, number: number): Row | undefined => knownOf(client, number)?.row;

export function learnRow(client: QueryClient, row: Row): void {
  const known = knownOf(client, row.number);
  if (known && known.row.version > row.version) return;
  client.setQueryData<Known>(keys.known(row.number), { row, ticket: known?.ticket ?? null });
}

export function learnTicket(client: QueryClient, ticket: Ticket): void {
  learnRow(client, rowOf(ticket));
  const known = knownOf(client, ticket.number);
  if (!known || (known.ticket && known.ticket.version > ticket.version)) return;
  client.setQueryData<Known>(keys.known(ticket.number), { ...known, ticket });
}

/** Before the first change: what is on screen is what the server has told. */
function ensureKnown(client: QueryClient, number: number): void {
  const shown = client.getQueryData<TicketView>(keys.ticket(number))?.ticket;
  const known = knownOf(client, number)?.ticket;
  if (shown && (!known || known.version < shown.version)) learnTicket(client, shown);
}

/** Puts a row into every list that is loaded, and takes it out of those it has left. */
export function showRow(client: QueryClient, row: Row): void {
  const shelves = readShelves(client);
  writeShelves(client, shelves, placeEverywhere(shelves, row, me(), true));
}

/** Shows a ticket everywhere as it stands, with the changes under way, except the one given. */
export function showTicket(client: QueryClient, number: number, except?: Carried): void {
  const known = knownOf(client, number);
  if (!known) return;
  const changes = changesUnderWay(client, number, except);
  const { ticket, row } = known;
  client.setQueryData<TicketView>(keys.ticket(number), (view) => {
    if (!view || !ticket || ticket.version < view.ticket.version) return view;
    return { ...view, ticket: withChanges(ticket, changes) };
  });
  showRow(client, withChanges(row, changes));
}

/** The screen changes at once. Call it when the change is under way. */
export function showChange(client: QueryClient, number: number): void {
  if (changesUnderWay(client, number).length <= 1) ensureKnown(client, number);
  showTicket(client, number);
}

/** The server has said what a ticket is now. */
export function putTicket(client: QueryClient, ticket: Ticket, except?: Carried): void {
  learnTicket(client, ticket);
  showTicket(client, ticket.number, except);
}

/** A page as it was answered, brought up to what is known. */
export function pageUpToDate(client: QueryClient, page: Page, view: View, isFirst: boolean): Page {
  const since = Date.now() - RECENT;
  const newer = client
    .getQueryCache()
    .findAll({ queryKey: keys.allKnown })
    .flatMap((query) => {
      const { row } = query.state.data as Known;
      const changes = changesUnderWay(client, row.number);
      return changes.length > 0 || query.state.dataUpdatedAt > since ? [withChanges(row, changes)] : [];
    });
  return catchUp(page, newer, view, me(), isFirst);
}

/** A ticket as it was fetched, likewise. */
export function viewUpToDate(client: QueryClient, fetched: TicketView): TicketView {
  const { number } = fetched.ticket;
  learnTicket(client, fetched.ticket);
  const view = mergeView(client.getQueryData<TicketView>(keys.ticket(number)), fetched);
  const known = knownOf(client, number);
  const changes = changesUnderWay(client, number);
  // What is known counts as shown in the lists.
  if (known) showRow(client, withChanges(known.row, changes));
  return { ...view, ticket: withChanges(known?.ticket ?? fetched.ticket, changes) };
}

/** Has the server say what is true: the ticket itself, and the first page of every list on screen. */
export function refetchTicket(client: QueryClient, number: number): Promise<unknown> {
  return Promise.all([
    client.invalidateQueries({ queryKey: keys.ticket(number) }),
    client.invalidateQueries({ queryKey: keys.heads }),
  ]);
}
