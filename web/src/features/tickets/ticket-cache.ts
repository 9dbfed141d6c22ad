import type { QueryClient } from "@tanstack/react-query";
import type { Row, Ticket, TicketView } from "@/api/types";
import { applyRow, type ListData } from "./list-pages";
import { keys } from "./keys";
import { VIEWS } from "./views";

/** What a list shows of a ticket. */
export function rowOf(ticket: Ticket): Row {
  return { ...ticket, requester: { id: ticket.requester.id, name: ticket.requester.name } };
}

/** Shows a ticket's new form everywhere it is on screen. */
export function putTicket(client: QueryClient, ticket: Ticket, me: string): void {
  client.setQueryData<TicketView>(keys.ticket(ticket.number), (view) => view && { ...view, ticket });
  for (const view of VIEWS) {
    client.setQueryData<ListData>(keys.list(view), (data) => data && applyRow(data, rowOf(ticket), view, me));
  }
}

/** Has the server say what is true: the ticket itself, and the first page of every list on screen. */
export function refetchTicket(client: QueryClient, number: number): Promise<unknown> {
  return Promise.all([
    client.invalidateQueries({ queryKey: keys.ticket(number) }),
    client.invalidateQueries({ queryKey: ["head"] }),
  ]);
}
