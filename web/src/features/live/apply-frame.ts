/**
 * What a frame does to what is on screen. Pure: old state + frames = what a fetch would give, whatever came twice, late or
 * in another order.
 */
import type { Row, TicketView } from "@/api/types";
import type { PresenceMap } from "@/features/presence/presence-store";
import { applyChange, type Change } from "@/features/tickets/changes";
import { addEvents, addMessages } from "@/features/tickets/merge-view";
import { rowOf } from "@/features/tickets/row-of";
import { placeEverywhere, type Shelves } from "@/features/tickets/shelves";
import type { Frame, PresenceFrame, PresentFrame, TicketFrame } from "./frames";

export interface LiveState extends Shelves {
  me: string;
  /** The newest version told of each ticket, also of those that are in no list any more. */
  versions: Record<number, number>;
  tickets: Record<number, TicketView>;
  presence: PresenceMap;
  /** Own changes that the server has not answered yet stay on top of what it tells. */
  underWay: Record<number, Change[]>;
}

export const emptyState = (me: string): LiveState => ({ me, versions: {}, lists: {}, heads: {}, tickets: {}, presence: {}, underWay: {} });

const shown = <T extends Row>(state: LiveState, ticket: T): T =>
  (state.underWay[ticket.number] ?? []).reduce((now, change) => applyChange(now, change, state.me), ticket);

function applyRow(state: LiveState, row: Row): LiveState {
  const { number, version } = row;
  if ((state.versions[number] ?? 0) >= version) return state;
  const { lists, heads } = placeEverywhere(state, shown(state, row), state.me, false);
  return { ...state, lists, heads, versions: { ...state.versions, [number]: version } };
}

function applyTicket(state: LiveState, frame: TicketFrame): LiveState {
  const view = state.tickets[frame.number];
  if (!view) return state;
  const messages = addMessages(view.messages, frame.messages);
  const events = addEvents(view.events, frame.events);
  const newer = frame.version > view.ticket.version;
  if (!newer && messages === view.messages && events === view.events) return state;
  const ticket = newer ? shown(state, frame.ticket) : view.ticket;
  return { ...state, tickets: { ...state.tickets, [frame.number]: { ...view, ticket, messages, events } } };
}

/** What went into another ticket is read there: news of a message of it are news there too. */
function applyMerged(state: LiveState, { number, messages }: TicketFrame): LiveState {
  const tickets = { ...state.tickets };
  for (const view of Object.values(state.tickets).filter(({ ticket }) => ticket.merged.includes(number))) {
    const all = addMessages(view.messages, messages);
    if (all !== view.messages) tickets[view.ticket.number] = { ...view, messages: all };
  }
  return { ...state, tickets };
}

function applyPresence(state: LiveState, { at, number, people }: Omit<PresenceFrame, "type">): LiveState {
  const known = state.presence[number];
  return known && known.at > at ? state : { ...state, presence: { ...state.presence, [number]: { at, people } } };
}

function applyPresent(state: LiveState, { at, numbers, people }: PresentFrame): LiveState {
  const on = (number: number) => people.filter((each) => each.number === number).map(({ user, state: doing }) => ({ user, state: doing }));
  // Nobody on a ticket that nobody was on is no news: most rows, each time.
  const news = numbers.filter((number) => state.presence[number]?.people.length || people.some((each) => each.number === number));
  return news.reduce((now, number) => applyPresence(now, { at, number, people: on(number) }), state);
}

export function applyFrame(state: LiveState, frame: Frame): LiveState {
  switch (frame.type) {
    case "row":
      return applyRow(state, frame.row);
    case "ticket":
      return applyMerged(applyTicket(applyRow(state, rowOf(frame.ticket)), frame), frame);
    case "presence":
      return applyPresence(state, frame);
    case "present":
      return applyPresent(state, frame);
    default:
      return state;
  }
}
