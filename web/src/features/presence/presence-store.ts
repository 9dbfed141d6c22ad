import { createStore } from "@/lib/store";

export interface Person {
  user: string;
  state: "viewing" | "typing";
}

/** Who is on a ticket, as last told, and when that was. */
export interface Present {
  at: string;
  people: Person[];
}

export type PresenceMap = Record<number, Present>;

/** Known only while the server tells of it: without a connection nobody is shown. */
export const presence = createStore<PresenceMap>({});
