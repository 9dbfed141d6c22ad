/** Two views of one ticket, told at different moments, made one. Pure; order and repetition do not matter. */
import type { Message, SendState, TicketView, TimelineEvent } from "@/api/types";

const PROGRESS: Record<SendState, number> = {
  held: 0,
  queued: 1,
  sending: 2,
  uncertain: 3,
  failed: 3,
  sent: 4,
  recalled: 5,
  bounced: 5,
};

const progress = ({ send_state }: Message) => (send_state ? PROGRESS[send_state] : -1);

function union<T extends { id: string }>(old: T[], more: T[], pick: (old: T, fresh: T) => T): T[] {
  if (more.length === 0) return old;
  const found = new Map(old.map((each) => [each.id, each]));
  for (const each of more) {
    const known = found.get(each.id);
    found.set(each.id, known ? pick(known, each) : each);
  }
  const all = [...found.values()];
  const same = all.length === old.length && all.every((each, index) => each === old[index]);
  return same ? old : all;
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const byTime = (a: TimelineEvent, b: TimelineEvent) => (a.at < b.at ? -1 : a.at > b.at ? 1 : byId(a, b));

/** A message only moves on: what says that it is still queued comes too late when it is known to be sent. */
export function addMessages(old: Message[], more: Message[]): Message[] {
  const all = union(old, more, (known, fresh) => (progress(fresh) > progress(known) ? fresh : known));
  return all === old ? old : all.sort(byId);
}

export function addEvents(old: TimelineEvent[], more: TimelineEvent[]): TimelineEvent[] {
  const all = union(old, more, (known) => known);
  return all === old ? old : all.sort(byTime);
}

/** What was fetched, with what has been heard of meanwhile and is newer. */
export function mergeView(old: TicketView | undefined, fresh: TicketView): TicketView {
  if (!old) return fresh;
  const newer = old.ticket.version > fresh.ticket.version;
  // What is not among what was fetched has left the ticket, as when a merge was undone.
  const still = new Set(fresh.messages.map((each) => each.id));
  return {
    ...fresh,
    ticket: newer ? old.ticket : fresh.ticket,
    messages: addMessages(fresh.messages, newer ? old.messages : old.messages.filter((each) => each.send_state && still.has(each.id))),
    events: newer ? addEvents(fresh.events, old.events) : fresh.events,
  };
}
