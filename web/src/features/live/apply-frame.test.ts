import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Row, TicketView } from "@/api/types";
import { rowsOf } from "@/features/tickets/list-pages";
import { message, reply, ticket, view } from "@/test/fixtures";
import { compareRows, VIEWS } from "@/features/tickets/views";
import { applyFrame, emptyState, type LiveState } from "./apply-frame";
import type { Frame } from "./frames";

interface World {
  rows: Row[];
  view: TicketView;
}

// Histories that the server's own tests have lived through: what was on screen, what was told, what a fetch gives then.
const FOLDER = "src/test/frames";
const histories = readdirSync(FOLDER).map((name) => {
  const history = JSON.parse(readFileSync(`${FOLDER}/${name}`, "utf8")) as { before: World; frames: Frame[]; after: World };
  return { name, ...history };
});
const people = (rows: Row[]) => [...new Set(rows.flatMap((row) => row.assignee_id ?? []))];

function fetched({ rows, view }: World, me: string): LiveState {
  const state = emptyState(me);
  for (const each of VIEWS) {
    const items = rows.filter((row) => each.accepts(row, me)).sort((a, b) => compareRows(each.order, a, b));
    state.lists[each.id] = { pages: [{ items, next_cursor: null, partial: false }], pageParams: [null] };
  }
  return { ...state, tickets: { [view.ticket.number]: view } };
}

const shown = (state: LiveState) => ({
  lists: Object.fromEntries(Object.entries(state.lists).map(([id, list]) => [id, rowsOf(list)])),
  tickets: Object.values(state.tickets).map((view) => ({ ...view, events: [...view.events].sort((a, b) => a.id.localeCompare(b.id)) })),
});
const after = (state: LiveState, frames: Frame[]) => shown(frames.reduce(applyFrame, state));

/** The same order on every machine. */
const shuffled = <T,>(all: T[]): T[] => all.map((each, index) => [each, (index * 7919) % 101] as const).sort((a, b) => a[1] - b[1]).map(([each]) => each);

describe.each(histories)("$name", ({ before, frames, after: end }) => {
  const readers = [...people(end.rows), "usr_nobody"];

  test("old state and frames give what a fetch gives, for everybody", () => {
    for (const me of readers) expect(after(fetched(before, me), frames)).toEqual(shown(fetched(end, me)));
  });

  test("so they do when they come twice, late, or in another order", () => {
    const me = readers[0] ?? "";
    for (const told of [[...frames, ...frames], [...frames].reverse(), shuffled([...frames, ...frames])]) {
      expect(after(fetched(before, me), told)).toEqual(shown(fetched(end, me)));
    }
  });

  test("on what was fetched later they change nothing at all", () => {
    const state = frames.reduce(applyFrame, fetched(end, readers[0] ?? ""));
    for (const view of Object.values(state.lists)) expect(view).toBeDefined();
    expect(shown(state)).toEqual(shown(fetched(end, readers[0] ?? "")));
  });
});

test("an own change under way stays on top of what others did", () => {
  const { before, frames } = histories[0] as (typeof histories)[0];
  const number = before.view.ticket.number;
  const state = { ...fetched(before, "usr_nobody"), underWay: { [number]: [{ kind: "priority" as const, priority: "urgent" as const }] } };
  const end = frames.reduce(applyFrame, state);
  expect(end.tickets[number]?.ticket.priority).toBe("urgent");
  const row = Object.values(end.lists).flatMap((list) => rowsOf(list)).find((each) => each.number === number);
  expect(row?.priority ?? "urgent").toBe("urgent");
});

test("what comes of a message that went into another ticket is told there", () => {
  const queued = reply("msg_5", { number: 9 });
  const state = { ...emptyState("usr_maya"), tickets: { 1: view(1, { merged: [9] }, [message("msg_1"), queued]) } };
  const sent = { ...queued, send_state: "sent" as const };
  const told: Frame = { type: "ticket", at: "2026-11-22T09:00:02.000Z", number: 9, version: 8, ticket: ticket(9, { merged_into: 1 }), messages: [sent], events: [] };
  expect(applyFrame(state, told).tickets[1]?.messages.at(-1)?.send_state).toBe("sent");
});

test("a late word on who is there does not bring back who has left", () => {
  const told = (at: string, user?: string): Frame => ({ type: "presence", at, number: 1, people: user ? [{ user, state: "typing" }] : [] });
  const state = [told("2026-11-22T09:00:02.000Z"), told("2026-11-22T09:00:01.000Z", "usr_jonas")].reduce(applyFrame, emptyState("usr_maya"));
  expect(state.presence[1]?.people).toEqual([]);
});

test("an answer on who is there clears those who vanished, but not who has come since", () => {
  const told = (at: string, number: number, user: string): Frame => ({ type: "presence", at, number, people: [{ user, state: "viewing" }] });
  const state = [told("2026-11-22T09:00:01.000Z", 1, "usr_gone"), told("2026-11-22T09:00:09.000Z", 2, "usr_new")].reduce(applyFrame, emptyState("usr_maya"));
  const answer: Frame = { type: "present", at: "2026-11-22T09:00:05.000Z", numbers: [1, 2, 3, 4], people: [{ number: 3, user: "usr_jonas", state: "typing" }] };
  const { presence } = applyFrame(state, answer);
  expect([1, 2, 3, 4].map((number) => presence[number]?.people.map((each) => each.user))).toEqual([[], ["usr_new"], ["usr_jonas"], undefined]);
});
