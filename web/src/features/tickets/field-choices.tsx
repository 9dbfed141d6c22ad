/** What can be chosen for a ticket's fields, as entries of a menu. */
import { CircleDashed } from "lucide-react";
import type { ReactNode } from "react";
import type { TFunction } from "i18next";
import type { State, Ticket, TicketSettings } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import type { MenuGroup } from "@/ui/menu-types";
import { CATALOG } from "@/features/actions/catalog";
import { PriorityGlyph } from "./priority-glyph";
import { categoryTree, statusesFor, statusOf } from "./rules";
import { StateGlyph } from "./state-glyph";
import { PRIORITIES, STATES } from "./states";
import type { People } from "./use-people";

type Words = TFunction;

export const NOBODY = "nobody";
/** The entry that takes a value away. */
export const NONE = "(none)";

/** The states that are allowed from here, each with the tenant's own statuses for it below. */
export function stateGroups(ticket: Ticket, rules: TicketSettings, role: string, t: Words): MenuGroup[] {
  const offered = STATES.filter((state) => state === ticket.state || ticket.allowed_states.includes(state));
  const entries = offered.flatMap((state) => [
    { id: state, label: t(`state.${state}`), icon: <StateGlyph state={state} /> },
    ...statusesFor(rules, state, role).map(({ id, agent_label, colour }) => ({
      id,
      label: agent_label,
      search: `${t(`state.${state}`)} ${agent_label}`,
      level: 1,
      icon: <StateGlyph state={state} colour={colour} />,
    })),
  ]);
  const status = statusOf(rules, ticket.status_id);
  return [{ id: "states", entries, chosen: status?.state === ticket.state ? status.id : ticket.state }];
}

/** What an entry of `stateGroups` stands for. */
export function choiceOfState(id: string, rules: TicketSettings): { state: State; status_id: string | null } {
  const status = statusOf(rules, id);
  return status ? { state: status.state, status_id: status.id } : { state: id as State, status_id: null };
}

/** The category tree as a list that can be searched by the whole path. */
export function categoryGroups(chosen: string | null, rules: TicketSettings, none: string): MenuGroup[] {
  const entries = categoryTree(rules).map(({ category, level, path }) => ({ id: category.id, label: category.label, search: path, level }));
  return [
    { id: "none", entries: [{ id: NONE, label: none, icon: <CircleDashed aria-hidden className="icon-s text-text-3" /> }], chosen: chosen ?? NONE },
    { id: "categories", entries, chosen: chosen ?? "" },
  ].filter((group) => group.entries.length > 0);
}

export function teamGroups(chosen: string | null, rules: TicketSettings, none: string): MenuGroup[] {
  const teams = rules.teams.filter((team) => team.active).sort((a, b) => a.name.localeCompare(b.name)).map(({ id, name }) => ({ id, label: name }));
  return [{ id: "teams", entries: [{ id: NONE, label: none }, ...teams], chosen: chosen ?? NONE }];
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
