import { createStore, useStore } from "@/lib/store";
import type { Grants, User } from "./types";

export interface Viewed {
  user: User;
  grants: Grants;
}

/** As whom the desk is looked at; null as oneself. Nowhere but here: a reload is a way back, too. */
export const viewing = createStore<Viewed | null>(null);

/** Whether this is only a look: then nothing that changes anything is offered. */
export const useLooking = (): boolean => useStore(viewing) !== null;
