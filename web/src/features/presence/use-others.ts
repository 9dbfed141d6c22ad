import { useSession } from "@/api/session";
import { useStore } from "@/lib/store";
import { presence, type Person } from "./presence-store";

const NOBODY: Person[] = [];

/** Who else is on a ticket; who writes comes first. */
export function useOthers(number: number): Person[] {
  const me = useSession().user.id;
  const people = useStore(presence)[number]?.people ?? NOBODY;
  const others = people.filter((person) => person.user !== me);
  return others.length === 0 ? NOBODY : others.sort((a, b) => a.state.localeCompare(b.state) || a.user.localeCompare(b.user));
}
