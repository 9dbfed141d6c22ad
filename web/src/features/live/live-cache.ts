/** Frames on the query cache: everything on screen is read from there, so patching it is all there is to do. */
import type { QueryClient } from "@tanstack/react-query";
import type { Row, TicketView } from "@/api/types";
import { presence } from "@/features/presence/presence-store";
import { tellOfDrafts } from "@/features/drafts/draft-news";
import { keys } from "@/features/tickets/keys";
import { readShelves, writeShelves } from "@/features/tickets/shelves";
import { changesUnderWay, knownRow, learnRow, learnTicket, me } from "@/features/tickets/ticket-cache";
import { applyFrame, type LiveState } from "./apply-frame";
import type { Frame } from "./frames";

/** So long a ticket on screen may lag behind its row before it is fetched: its own frame may be on its way. */
const LAG = 1_500;

type TicketsFrame = Extract<Frame, { number: number }>;

const viewOf = (client: QueryClient, number: number) => client.getQueryData<TicketView>(keys.ticket(number));

/** The tickets on screen or kept that this one went into. */
function hostsOf(client: QueryClient, number: number): TicketView[] {
  const views = client.getQueriesData<TicketView>({ queryKey: keys.tickets }).flatMap(([, view]) => view ?? []);
  return views.filter(({ ticket }) => ticket.merged.includes(number));
}

function stateOf(client: QueryClient, frames: TicketsFrame[]): LiveState {
  const state: LiveState = { me: me(), versions: {}, ...readShelves(client), tickets: {}, presence: presence.get(), underWay: {} };
  for (const { number } of frames) {
    const view = viewOf(client, number);
    if (view) state.tickets[number] = view;
    state.versions[number] = knownRow(client, number)?.version ?? 0;
    state.underWay[number] = changesUnderWay(client, number);
    for (const host of hostsOf(client, number)) state.tickets[host.ticket.number] = host;
  }
  return state;
}

/** A ticket that is known to have gone on without its messages: read it when it is on screen, or at the next look. */
function catchUpTicket(client: QueryClient, number: number, version: number): void {
  const query = client.getQueryCache().find<TicketView>({ queryKey: keys.ticket(number) });
  const behind = () => (query?.state.data?.ticket.version ?? version) < version;
  if (!query || !behind()) return;
  if (!query.isActive()) return void client.invalidateQueries({ queryKey: keys.ticket(number), refetchType: "none" });
  setTimeout(() => behind() && void client.invalidateQueries({ queryKey: keys.ticket(number) }), LAG);
}

function hasGap(view: TicketView | undefined): boolean {
  return !!view && !view.messages.some((message) => message.id === view.ticket.last_message_id);
}

export function refetchScope(client: QueryClient, scope: string): void {
  if (scope === "lists") {
    void client.invalidateQueries({ queryKey: keys.lists });
    void client.invalidateQueries({ queryKey: keys.heads });
  } else if (scope.startsWith("ticket:")) {
    void client.invalidateQueries({ queryKey: keys.ticket(Number(scope.slice("ticket:".length))) });
  } else if (scope.startsWith("drafts:")) {
    tellOfDrafts(Number(scope.slice("drafts:".length)));
  }
}

/** Puts the frames of one post on screen, all at once. */
export function applyFrames(client: QueryClient, frames: Frame[]): void {
  const about = frames.filter((frame): frame is TicketsFrame => "number" in frame);
  const before = stateOf(client, about);
  const after = frames.reduce<LiveState>(applyFrame, before);
  for (const frame of about) {
    if (frame.type === "row") learnRow(client, frame.row);
    else if (frame.type === "ticket") learnTicket(client, frame.ticket);
  }
  writeShelves(client, before, after);
  presence.set(after.presence);
  for (const view of Object.values(after.tickets)) {
    const { number } = view.ticket;
    if (view !== before.tickets[number]) client.setQueryData<TicketView>(keys.ticket(number), view);
  }
  for (const number of new Set(about.map((frame) => frame.number))) {
    const view = after.tickets[number];
    if (hasGap(view)) refetchScope(client, `ticket:${number}`);
    else catchUpTicket(client, number, after.versions[number] ?? 0);
  }
  for (const frame of frames) if (frame.type === "refetch") refetchScope(client, frame.scope);
}

/** Rows that were read because their frames may have been missed. */
export function applyRows(client: QueryClient, rows: Row[], at: string): void {
  applyFrames(
    client,
    rows.map((row) => ({ type: "row", at, number: row.number, version: row.version, row })),
  );
}
