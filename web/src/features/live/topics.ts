/** What this page wants to be told of: the lists, the person's own things, and the tickets on screen. */
import { createStore } from "@/lib/store";

const open = createStore<ReadonlyMap<number, number>>(new Map());

const ticketTopic = (number: number) => `ticket:${number}`;

export const ticketsOnScreen = () => [...open.get().keys()];

export const ticketTopics = () => ticketsOnScreen().map(ticketTopic);

export function listTopics(me: string, teams: string[]): string[] {
  return [`user:${me}`, "queue:none", ...[...new Set(teams)].map((team) => `queue:${team}`)];
}

/** A ticket is on screen until the answer is called. Several parts of the page may show the same one. */
export function watchTicket(number: number): () => void {
  const count = (step: 1 | -1) => {
    const next = new Map(open.get());
    const left = (next.get(number) ?? 0) + step;
    if (left > 0) next.set(number, left);
    else next.delete(number);
    open.set(next);
  };
  count(1);
  return () => count(-1);
}

/** Calls back with the topics that came and those that went. */
export function followTopics(on: (action: "subscribe" | "unsubscribe", topics: string[]) => void): () => void {
  let before = ticketTopics();
  return open.subscribe(() => {
    const now = ticketTopics();
    const [came, went] = [now.filter((each) => !before.includes(each)), before.filter((each) => !now.includes(each))];
    before = now;
    if (came.length > 0) on("subscribe", came);
    if (went.length > 0) on("unsubscribe", went);
  });
}
