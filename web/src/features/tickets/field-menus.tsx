import { CircleDashed, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Priority, Ticket } from "@/api/types";
import { MenuButton } from "@/ui/menu-button";
import { CATALOG } from "@/features/actions/catalog";
import { assigneeGroups, assigneeIcon, categoryGroups, choiceOfState, NOBODY, NONE, priorityGroups, stateGroups, teamGroups } from "./field-choices";
import { PriorityGlyph } from "./priority-glyph";
import { categoryPath } from "./rules";
import { StateGlyph } from "./state-glyph";
import { useChangeTicket } from "./use-change-ticket";
import { usePeople } from "./use-people";
import { useNames, useRules } from "./use-rules";
import { useSetState } from "./use-set-state";

interface Props {
  ticket: Ticket;
  className: string;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}

export function StateMenu({ ticket, className, ...open }: Props) {
  const { t } = useTranslation();
  const rules = useRules();
  const { role } = usePeople().me;
  const setState = useSetState(ticket.number);
  const { label, colour } = useNames().standing(ticket);
  const groups = stateGroups(ticket, rules, role, t);
  return (
    <MenuButton
      {...open}
      className={className}
      label={t("field.state")}
      name={`${t("field.state")}: ${label}`}
      tip={t("action.state")}
      keys={CATALOG.state.keys}
      groups={groups}
      onChoose={(id) => {
        const { state, status_id } = choiceOfState(id, rules);
        if (id !== groups[0]?.chosen) setState(ticket, state, status_id);
      }}
    >
      <StateGlyph state={ticket.state} colour={colour} />
      <span className="truncate font-medium text-text">{label}</span>
    </MenuButton>
  );
}

export function PriorityMenu({ ticket, className, ...open }: Props) {
  const { t } = useTranslation();
  const change = useChangeTicket(ticket.number);
  return (
    <MenuButton
      {...open}
      className={className}
      label={t("field.priority")}
      name={`${t("field.priority")}: ${t(`priority.${ticket.priority}`)}`}
      tip={t("action.priority")}
      keys={CATALOG.priority.keys}
      groups={priorityGroups(ticket, t)}
      onChoose={(id) => id !== ticket.priority && change.mutate({ kind: "priority", priority: id as Priority })}
    >
      <PriorityGlyph priority={ticket.priority} />
      <span className="truncate font-medium text-text">{t(`priority.${ticket.priority}`)}</span>
    </MenuButton>
  );
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
      groups={assigneeGroups(ticket, people, t)}
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

export function TeamMenu({ ticket, className, ...open }: Props) {
  const { t } = useTranslation();
  const rules = useRules();
  const change = useChangeTicket(ticket.number);
  const name = useNames().team(ticket.team_id);
  return (
    <MenuButton
      {...open}
      className={className}
      label={t("field.team")}
      name={`${t("field.team")}: ${name ?? t("field.none")}`}
      tip={t("action.team")}
      keys={CATALOG.team.keys}
      groups={teamGroups(ticket.team_id, rules, t("field.no_team"))}
      onChoose={(id) => {
        const next = id === NONE ? null : id;
        if (next !== ticket.team_id) change.mutate({ kind: "team", team_id: next });
      }}
    >
      <Users aria-hidden className="icon-s text-text-3" />
      <span className={name ? "truncate font-medium text-text" : "truncate text-text-3"}>{name ?? t("field.none")}</span>
    </MenuButton>
  );
}

export function CategoryMenu({ ticket, className, ...open }: Props) {
  const { t } = useTranslation();
  const rules = useRules();
  const change = useChangeTicket(ticket.number);
  const path = categoryPath(rules, ticket.category_id).map((category) => category.label);
  return (
    <MenuButton
      {...open}
      className={className}
      label={t("field.category")}
      name={`${t("field.category")}: ${path.join(" › ") || t("field.none")}`}
      tip={path.length > 1 ? path.join(" › ") : t("action.category")}
      keys={CATALOG.category.keys}
      filter={t("field.find_category")}
      groups={categoryGroups(ticket.category_id, rules, t("field.no_category"))}
      onChoose={(id) => {
        const next = id === NONE ? null : id;
        if (next !== ticket.category_id) change.mutate({ kind: "category", category_id: next });
      }}
    >
      {path.length === 0 && <CircleDashed aria-hidden className="icon-s text-text-3" />}
      <span className={path.length > 0 ? "truncate font-medium text-text" : "truncate text-text-3"}>{path.at(-1) ?? t("field.none")}</span>
    </MenuButton>
  );
}
