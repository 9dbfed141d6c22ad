import { useTranslation } from "react-i18next";
import type { Priority, State, Ticket } from "@/api/types";
import { MenuButton } from "@/ui/menu-button";
import { CATALOG } from "@/features/actions/catalog";
import { assigneeGroups, assigneeIcon, NOBODY, priorityGroups, stateGroups } from "./field-choices";
import { PriorityGlyph } from "./priority-glyph";
import { StateGlyph } from "./state-glyph";
import { useChangeTicket } from "./use-change-ticket";
import { usePeople } from "./use-people";

interface Props {
  ticket: Ticket;
  className: string;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}

export function StateMenu({ ticket, className, ...open }: Props) {
  const { t } = useTranslation();
  const change = useChangeTicket(ticket.number);
  return (
    <MenuButton
      {...open}
      className={className}
      label={t("field.state")}
      name={`${t("field.state")}: ${t(`state.${ticket.state}`)}`}
      tip={t("action.state")}
      keys={CATALOG.state.keys}
      groups={stateGroups(ticket, t)}
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
