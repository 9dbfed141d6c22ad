import { CircleDashed } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Priority, State, Ticket } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { MenuButton } from "@/ui/menu-button";
import { CATALOG } from "@/features/actions/catalog";
import { PriorityGlyph } from "./priority-glyph";
import { StateGlyph } from "./state-glyph";
import { PRIORITIES, STATES } from "./states";
import { useChangeTicket } from "./use-change-ticket";
import { usePeople, type People } from "./use-people";

interface Props {
  ticket: Ticket;
  className: string;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}

const NOBODY = "nobody";

export function StateMenu({ ticket, className, ...open }: Props) {
  const { t } = useTranslation();
  const change = useChangeTicket(ticket.number);
  const offered = STATES.filter((state) => state === ticket.state || ticket.allowed_states.includes(state));
  const entries = offered.map((id) => ({ id, label: t(`state.${id}`), icon: <StateGlyph state={id} /> }));
  return (
    <MenuButton
      {...open}
      className={className}
      label={t("field.state")}
      name={`${t("field.state")}: ${t(`state.${ticket.state}`)}`}
      tip={t("action.state")}
      keys={CATALOG.state.keys}
      groups={[{ id: "states", entries, chosen: ticket.state }]}
      onChoose={(id) => id !== ticket.state && change.mutate({ kind: "state", state: id as State })}
    >
      <StateGlyph state={ticket.state} />
      <span className="truncate font-medium text-text">{t(`state.${ticket.state}`)}</span>
    </MenuButton>
  );
}

export function PriorityMenu({ ticket, className, ...open }: Props) {
  const { t } = useTranslation();
  const change = useChangeTicket(ticket.number);
  const entries = PRIORITIES.map((id) => ({ id, label: t(`priority.${id}`), icon: <PriorityGlyph priority={id} /> }));
  return (
    <MenuButton
      {...open}
      className={className}
      label={t("field.priority")}
      name={`${t("field.priority")}: ${t(`priority.${ticket.priority}`)}`}
      tip={t("action.priority")}
      keys={CATALOG.priority.keys}
      groups={[{ id: "priorities", entries, chosen: ticket.priority }]}
      onChoose={(id) => id !== ticket.priority && change.mutate({ kind: "priority", priority: id as Priority })}
    >
      <PriorityGlyph priority={ticket.priority} />
      <span className="truncate font-medium text-text">{t(`priority.${ticket.priority}`)}</span>
    </MenuButton>
  );
}

function assigneeIcon(id: string | null, name: string): ReactNode {
  if (id === null) return <CircleDashed aria-hidden className="icon-s text-text-3" />;
  return <Avatar id={id} name={name} size="s" />;
}

function assigneeGroups(people: People, t: ReturnType<typeof useTranslation>["t"], chosen: string) {
  const { me, active } = people;
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

export function AssigneeMenu({ ticket, className, ...open }: Props) {
  const { t } = useTranslation();
  const people = usePeople();
  const change = useChangeTicket(ticket.number);
  const { assignee_id } = ticket;
  const name = assignee_id ? people.callOf(assignee_id) : t("people.nobody");
  return (
    <MenuButton
      {...open}
      className={className}
      label={t("field.assignee")}
      name={`${t("field.assignee")}: ${name}`}
      tip={t("action.assign")}
      keys={CATALOG.assign.keys}
      filter={t("people.find")}
      groups={assigneeGroups(people, t, assignee_id ?? NOBODY)}
      onChoose={(id) => {
        const next = id === NOBODY ? null : id;
        if (next !== assignee_id) change.mutate({ kind: "assignee", assignee_id: next });
      }}
    >
      {assigneeIcon(assignee_id, assignee_id ? people.nameOf(assignee_id) : "")}
      <span className={assignee_id ? "truncate font-medium text-text" : "truncate"}>{name}</span>
    </MenuButton>
  );
}
