import { useSyncExternalStore } from "react";
import { useSession } from "@/api/session";
import { presence, type Person } from "./presence-store";

const NOBODY: Person[] = [];

/** Who else is on a ticket; who writes comes first. */
export function useOthers(number: number): Person[] {
  const me = useSession().user.id;
  // Its own people only: every row of a list asks, and what is told of others draws nothing here.
  const people = useSyncExternalStore(presence.subscribe, () => presence.get()[number]?.people ?? NOBODY);
  if (people.length === 0) return NOBODY;
  const others = people.filter((person) => person.user !== me);
  return others.length === 0 ? NOBODY : others.sort((a, b) => a.state.localeCompare(b.state) || a.user.localeCompare(b.user));
}
