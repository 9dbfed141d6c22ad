import { InfiniteQueryObserver, QueryClient, QueryObserver } from "@tanstack/react-query";
import { waitFor } from "@testing-library/react";
import { readFileSync } from "node:fs";
import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isLive } from "@/api/live-link";
import { sessionManager } from "@/api/session";
import type { Row, TicketView } from "@/api/types";
import { keys } from "@/features/tickets/keys";
import { rowsOf, type ListData } from "@/features/tickets/list-pages";
import { headQuery, listQuery, ticketQuery } from "@/features/tickets/queries";
import { compareRows, findView, type View } from "@/features/tickets/views";
import { problem, server, url, world } from "@/test/api";
import { FakeSocket, fakeSockets, line } from "@/test/fake-socket";
import { session } from "@/test/fixtures";
import type { Frame } from "./frames";
import { startLive } from "./live";

interface State {
  rows: Row[];
  view: TicketView;
}
const { before, frames, after } = JSON.parse(readFileSync("src/test/frames/history-01.json", "utf8")) as { before: State; frames: Frame[]; after: State };

/** What the server would answer now. */
let truth: State;
let since: string[];
const OPEN = findView("open") as View;
const listed = (rows: Row[]) => rows.filter((row) => row.state_category === "open").sort((a, b) => compareRows("updated", a, b));

let client: QueryClient;
let stops: (() => void)[];

/** Reads a list and a ticket, and then connects. */
async function screen(meanwhile?: () => Promise<void>): Promise<void> {
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  await sessionManager.start();
  const list = new InfiniteQueryObserver(client, listQuery(OPEN));
  const head = new QueryObserver(client, headQuery(OPEN));
  const ticket = new QueryObserver(client, ticketQuery(1));
  stops = [list, head, ticket].map((each) => each.subscribe(() => undefined));
  await meanwhile?.();
  stops.push(startLive(client, { onNotification: () => undefined, onGap: () => undefined }));
  await waitFor(() => expect(isLive()).toBe(true));
  await waitFor(() => expect(client.isFetching()).toBe(0));
  since = [];
}

const shown = () => ({
  head: client.getQueryData<{ items: Row[] }>(keys.head(OPEN))?.items,
  list: rowsOf(client.getQueryData<ListData>(keys.list(OPEN))),
  ticket: client.getQueryData<TicketView>(keys.ticket(1)),
});
const fresh = ({ rows, view }: State) => ({ head: listed(rows), list: listed(rows), ticket: view });
const sorted = ({ head, list, ticket }: ReturnType<typeof shown>) => ({
  head,
  list,
  ticket: ticket && { ...ticket, events: [...ticket.events].sort((a, b) => a.id.localeCompare(b.id)) },
});
/** A list observed by nobody but the test: what the page would merge, merged. */
async function expectTruth(): Promise<void> {
  await waitFor(() => {
    expect(isLive()).toBe(true);
    expect(sorted(shown())).toEqual(sorted(fresh(truth)));
  });
}

beforeEach(() => {
  truth = before;
  since = [];
  vi.spyOn(Math, "random").mockReturnValue(0);
  fakeSockets();
  server.use(
    http.get(url("/tickets"), () => HttpResponse.json({ items: listed(truth.rows), next_cursor: null, partial: false })),
    http.get(url("/tickets/changes"), ({ request }) => {
      const from = new URL(request.url).searchParams.get("since") ?? "";
      since.push(from);
      const items = truth.rows.filter((row) => row.updated_at > new Date(Date.parse(from) - 5_000).toISOString());
      return HttpResponse.json({ items, watermark: truth.rows.map((row) => row.updated_at).sort().at(-1), refetch: false });
    }),
    http.get(url("/tickets/1"), () => HttpResponse.json(truth.view)),
  );
});
afterEach(() => {
  for (const stop of stops) stop();
  client.clear();
});

test("what left a list after it was read and before the first connection is not in it", async () => {
  const row = before.rows.find((each) => each.number === 1) as Row;
  truth = { ...before, rows: before.rows.map((each) => (each === row ? { ...row, state: "open", state_category: "open" } : each)) };
  const moved: Omit<Partial<Row>, "requester"> = { version: row.version + 1, state: "resolved", state_category: "resolved", updated_at: new Date().toISOString() };
  await screen(async () => {
    // Its ticket was read too, so its row counts as just told, and an answer without it as late.
    await waitFor(() => expect(shown().ticket).toBeDefined());
    await waitFor(() => expect(shown().list.map((each) => each.number)).toContain(1));
    truth = {
      rows: truth.rows.map((each) => (each.number === 1 ? { ...each, ...moved } : each)),
      view: { ...truth.view, ticket: { ...truth.view.ticket, ...moved } },
    };
  });
  await waitFor(() => expect(shown().head?.map((each) => each.number)).not.toContain(1));
});

test("frames alone bring the screen to what a fetch gives", async () => {
  await screen();
  truth = after;
  line().tell(...frames);
  await expectTruth();
  expect(since).toEqual([]);
});

test.each(frames.map((_, cut) => cut))("the connection is cut after frame %i, the rest is lost", async (cut) => {
  await screen();
  line().tell(...frames.slice(0, cut));
  truth = after;
  line().cut();
  await waitFor(() => expect(isLive()).toBe(false));
  window.dispatchEvent(new Event("online"));
  await expectTruth();
  expect(since).toHaveLength(1);
});

test("the server restarts: no address for a while, then the truth", async () => {
  await screen();
  line().tell(...frames.slice(0, 3));
  FakeSocket.reachable = false;
  line().cut();
  server.use(http.post(url("/realtime/tickets"), () => problem(503, "unavailable"), { once: true }));
  await waitFor(() => expect(isLive()).toBe(false));
  truth = after;
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  FakeSocket.reachable = true;
  await waitFor(() => expect(isLive()).toBe(true), { timeout: 10_000 });
  await expectTruth();
});

test("the token has expired meanwhile: a new one opens the door", async () => {
  await screen();
  server.use(
    http.post(url("/session/refresh"), () => HttpResponse.json(session("token-2"))),
    http.post(url("/realtime/tickets"), ({ request }) =>
      request.headers.get("Authorization") === "Bearer token-2"
        ? HttpResponse.json({ ticket: "pass", url: "ws://localhost/ws", expires_at: "2026-11-22T10:00:00.000Z" }, { status: 201 })
        : problem(401, "unauthenticated"),
    ),
  );
  truth = after;
  line().cut();
  await waitFor(() => expect(isLive()).toBe(false));
  window.dispatchEvent(new Event("online"));
  await expectTruth();
});

test("the session has ended: nothing is connected any more, and signing in connects again", async () => {
  await screen();
  await sessionManager.signOut();
  expect(isLive()).toBe(false);
  const count = FakeSocket.all.length;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(FakeSocket.all).toHaveLength(count);
  world.signedIn = true;
  await sessionManager.start();
  await waitFor(() => expect(isLive()).toBe(true));
});

test("what is too much to tell is fetched", async () => {
  await screen();
  truth = after;
  const at = "2026-03-02T10:00:00.000Z";
  line().tell({ type: "refetch", at, scope: "lists" }, { type: "refetch", at, scope: "ticket:1" });
  await expectTruth();
});

test("after a gap with too many changes the lists are fetched anew", async () => {
  await screen();
  line().tell(...frames.slice(0, 2));
  server.use(http.get(url("/tickets/changes"), () => HttpResponse.json({ items: [], watermark: "2026-03-02T10:00:00.000Z", refetch: true })));
  truth = after;
  line().cut();
  await waitFor(() => expect(isLive()).toBe(false));
  window.dispatchEvent(new Event("online"));
  await expectTruth();
});

test("a ticket whose frame was lost is fetched when its row has gone on", async () => {
  await screen();
  truth = after;
  line().tell(...frames.filter((frame) => frame.type === "row"));
  await expectTruth();
});
