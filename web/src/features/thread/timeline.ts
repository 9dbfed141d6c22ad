import type { Message, TimelineEvent } from "@/api/types";

/** Events by one actor close together are one line: "Maya set the state to Open and assigned it to Jonas". */
export interface EventLine {
  id: string;
  actor: TimelineEvent["actor"];
  at: string;
  events: TimelineEvent[];
}

export type Entry = { kind: "message"; id: string; message: Message } | { kind: "events"; id: string; lines: EventLine[] };

// Facts that the message itself already shows, and what only the timer has to know.
const SHOWN_ELSEWHERE = new Set(["message.created", "message.sent", "message.send_failed", "message.bounced", "message.send_due", "ticket.timer_moved"]);
const TOGETHER = 60_000;

function joins(line: EventLine, event: TimelineEvent): boolean {
  const close = Date.parse(event.at) - Date.parse(line.at) <= TOGETHER;
  return close && line.actor.kind === event.actor.kind && line.actor.id === event.actor.id;
}

function addEvent(entries: Entry[], event: TimelineEvent): void {
  const fresh: EventLine = { id: event.id, actor: event.actor, at: event.at, events: [event] };
  const last = entries.at(-1);
  if (last?.kind !== "events") {
    entries.push({ kind: "events", id: event.id, lines: [fresh] });
    return;
  }
  const line = last.lines.at(-1);
  if (line && joins(line, event)) line.events.push(event);
  else last.lines.push(fresh);
}

/** Messages and events in the order they happened. At the same instant the message comes first: events follow from it. */
export function buildTimeline(messages: Message[], events: TimelineEvent[]): Entry[] {
  const entries: Entry[] = [];
  const waiting = events
    .filter((event) => !SHOWN_ELSEWHERE.has(event.type))
    .sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id));
  for (const message of [...messages].sort((a, b) => a.created_at.localeCompare(b.created_at))) {
    while (waiting[0] && waiting[0].at < message.created_at) addEvent(entries, waiting.shift() as TimelineEvent);
    entries.push({ kind: "message", id: message.id, message });
  }
  for (const event of waiting) addEvent(entries, event);
  return entries;
}
