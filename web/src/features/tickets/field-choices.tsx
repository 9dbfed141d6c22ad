/** What can be chosen for a ticket's fields, as entries of a menu. */
import { CircleDashed } from "lucide-react";
import type { ReactNode } from "react";
import type { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import type { MenuGroup } from "@/ui/menu-types";
import { CATALOG } from "@/features/actions/catalog";
import { PriorityGlyph } from "./priority-glyph";
import { StateGlyph } from "./state-glyph";
import { PRIORITIES, STATES } from "./states";
import type { People } from "./use-people";

type Words = ReturnType<typeof useTranslation>["t"];

export const NOBODY = "nobody";

export function stateGroups(ticket: Ticket, t: Words): MenuGroup[] {
  const offered = STATES.filter((state) => state === ticket.state || ticket.allowed_states.includes(state));
  const entries = offered.map((id) => ({ id, label: t(`state.${id}`), icon: <StateGlyph state={id} /> }));
  return [{ id: "states", entries, chosen: ticket.state }];
}

export function priorityGroups(ticket: Ticket, t: Words): MenuGroup[] {
  const entries = PRIORITIES.map((id) => ({ id, label: t(`priority.${id}`), icon: <PriorityGlyph priority={id} /> }));
  return [{ id: "priorities", entries, chosen: ticket.priority }];
}

export function assigneeIcon(id: string | null, name: string): ReactNode {
  if (id === null) return <CircleDashed aria-hidden className="icon-s text-text-3" />;
  return <Avatar id={id} name={name} size="s" />;
}

export function assigneeGroups(ticket: Ticket, people: People, t: Words): MenuGroup[] {
  const { me, active } = people;
  const chosen = ticket.assignee_id ?? NOBODY;
  const person = (id: string, label: string, name: string, hint?: string) => ({ id, label, hint, icon: assigneeIcon(id, name) });
  const others = active
    .filter((user) => user.id !== me.id)
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((user) => person(user.id, user.name, user.name));
  const first = [
    { ...person(me.id, t("people.you"), me.name, me.name), keys: CATALOG.assign_me.keys },
    { id: NOBODY, label: t("people.nobody"), icon: assigneeIcon(null, "") },
  ];
  return [
    { id: "first", entries: first, chosen },
    { id: "others", label: t("people.others"), entries: others, chosen },
  ].filter((group) => group.entries.length > 0);
}
