/** What the server says by itself. A post of the socket is an array of these. */
import type { Message, Notification, Row, Ticket, TimelineEvent } from "@/api/types";
import type { Person } from "@/features/presence/presence-store";

/** `at` grows with what is told: whoever has heard up to it can ask for what came after. */
interface Told {
  at: string;
}

export type RowFrame = Told & { type: "row"; number: number; version: number; row: Row };
export type TicketFrame = Told & {
  type: "ticket";
  number: number;
  version: number;
  ticket: Ticket;
  /** New ones and those that changed, for example because their mail has gone out. */
  messages: Message[];
  events: TimelineEvent[];
};
export type PresenceFrame = Told & { type: "presence"; number: number; people: Person[] };
/** The answer to who is on these tickets: on those that `people` does not name is nobody. */
export type PresentFrame = Told & { type: "present"; numbers: number[]; people: (Person & { number: number })[] };
export type NotificationFrame = Told & {
  type: "notification";
  notification: Notification;
  unread: number;
  /** This one and all older ones have been read. */
  read_up_to: string | null;
};
/** Too much to be told: `lists`, `ticket:<number>`, or `drafts:<number>` for the draft that all work on. */
export type RefetchFrame = Told & { type: "refetch"; scope: string };
type Reply = Told & ({ type: "pong" } | { type: "subscribed"; topics: string[] } | { type: "refused"; topics: string[] });

export type Frame = RowFrame | TicketFrame | PresenceFrame | PresentFrame | NotificationFrame | RefetchFrame | Reply;

/** The frames of a post; none when it is not one. Frames of a kind that this client does not know are for later ones. */
export function framesOf(post: unknown): Frame[] {
  try {
    const parsed: unknown = JSON.parse(String(post));
    return Array.isArray(parsed) ? (parsed as Frame[]) : [];
  } catch {
    return [];
  }
}
