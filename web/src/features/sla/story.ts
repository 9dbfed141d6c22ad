/** A ticket's clock with its past, as its timeline tells it. */
import type { Message, TicketView } from "@/api/types";
import type { Shown } from "./face";

export interface Story {
  clock: Shown;
  started_at: string;
  /** When it stood still, the last one perhaps still going on. */
  pauses: { from: string; to: string | null }[];
}

const text = (value: unknown) => (typeof value === "string" ? value : null);

/** The first answer that the customer could read. */
const answerOf = (messages: Message[]) => messages.find(({ kind, author }) => kind === "reply" && author.kind === "user")?.created_at ?? null;

export function storyOf({ ticket: { sla, created_at }, events, messages }: TicketView): Story | null {
  let started_at = created_at;
  let due: string | null = null;
  const pauses: Story["pauses"] = [];
  for (const event of [...events].sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id))) {
    if (event.type.startsWith("sla.")) due = text(event.data.due_at) ?? due;
    if (event.type === "sla.clock_started") started_at = event.at;
    if (event.type === "sla.clock_paused") pauses.push({ from: event.at, to: null });
    const last = pauses.at(-1);
    if (event.type === "sla.clock_resumed" && last) last.to = event.at;
  }
  // What is said of a breach does not tell of the answer that came late; the conversation does.
  const met_at = sla?.met_at ?? (sla?.state === "breached" ? answerOf(messages) : null);
  if (sla) return { clock: { ...sla, met_at }, started_at, pauses };
  const paused = pauses.at(-1);
  if (!due || !paused || paused.to) return null;
  const room = Date.parse(due) - Date.parse(paused.from);
  return { clock: { metric: "first_response", due_at: due, warn_at: due, met_at: null, state: "paused", room }, started_at, pauses };
}
