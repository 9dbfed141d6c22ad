import { FolderTree, Tag, Users } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { useLooking } from "@/api/viewing";
import { Chip, CHIP } from "@/ui/chip";
import { Locked } from "@/ui/locked";
import { runAction, useAction } from "@/features/actions/registry";
import { ClockButton } from "@/features/sla/clock-button";
import type { Story } from "@/features/sla/story";
import { SnoozeMark } from "@/features/snooze/snooze-mark";
import { isAsleep } from "@/features/tickets/asleep";
import { AssigneeMenu, PriorityMenu, StateMenu } from "@/features/tickets/field-menus";
import { useChangeTicket } from "@/features/tickets/use-change-ticket";
import { usePeople } from "@/features/tickets/use-people";
import { useNames } from "@/features/tickets/use-rules";
import { useSetState } from "@/features/tickets/use-set-state";

const MENU_CHIP = `${CHIP} hover:border-line-strong hover:bg-hover aria-expanded:bg-hover`;

type Menu = "state" | "priority" | "assign";

interface Props {
  ticket: Ticket;
  stories: Story[];
  lead?: ReactNode;
  trail?: ReactNode;
}

/** The ticket's name and its handles. The keys for them live here, because they open these very menus. */
export function ThreadHeader({ ticket, stories, lead, trail }: Props) {
  const { t } = useTranslation();
  const { me } = usePeople();
  const looking = useLooking();
  const [menu, setMenu] = useState<Menu | null>(null);
  const change = useChangeTicket(ticket.number);
  const setState = useSetState(ticket.number);
  const names = useNames();
  const category = names.category(ticket.category_id);
  const opened = (name: Menu) => ({ isOpen: menu === name, onOpenChange: (open: boolean) => setMenu(open ? name : null) });
  const resolvable = ticket.allowed_states.includes("resolved") && ticket.state !== "resolved";

  const showMenu = (event: React.MouseEvent) => {
    // Marked text has the browser's menu, and Shift brings it as everywhere.
    if (!event.shiftKey && getSelection()?.isCollapsed !== false && runAction("more")) event.preventDefault();
  };

  useAction("state", () => setMenu("state"));
  useAction("priority", () => setMenu("priority"));
  useAction("assign", () => setMenu("assign"));
  useAction("assign_me", ticket.assignee_id === me.id ? null : () => change.mutate({ kind: "assignee", assignee_id: me.id }));
  useAction("resolve", resolvable ? () => setState(ticket, "resolved") : null);

  return (
    <header onContextMenu={showMenu} className="border-b px-4 pt-3 pb-3 pane:px-6">
      <div className="flex items-start gap-2">
        {lead}
        <h1 className="min-w-0 flex-1 py-0.5 text-16 leading-tight font-semibold tracking-tight wrap-anywhere">
          {ticket.subject || t("row.no_subject")}
        </h1>
        {trail}
      </div>
      <div className="mt-2 flex flex-wrap gap-1.5">
        <Chip className="num">{ticket.label}</Chip>
        {stories[0] && <ClockButton stories={stories} className="inline-flex h-6 items-center rounded-m border border-line px-0.75 hover:border-line-strong hover:bg-hover" />}
        <Locked locked={looking}>
          <StateMenu ticket={ticket} className={MENU_CHIP} {...opened("state")} />
          <PriorityMenu ticket={ticket} className={MENU_CHIP} {...opened("priority")} />
          <AssigneeMenu ticket={ticket} className={MENU_CHIP} {...opened("assign")} />
        </Locked>
        {ticket.team_id && (
          <Chip>
            <Users aria-hidden className="icon-s" />
            {names.team(ticket.team_id) ?? t("field.team")}
          </Chip>
        )}
        {category && (
          <Chip>
            <FolderTree aria-hidden className="icon-s" />
            <span className="truncate">{category}</span>
          </Chip>
        )}
        {isAsleep(ticket) && (
          <Chip>
            <SnoozeMark row={ticket} />
          </Chip>
        )}
        {ticket.tags.length > 0 && (
          <Chip>
            <Tag aria-hidden className="icon-s" />
            <span className="truncate">{ticket.tags.join(", ")}</span>
          </Chip>
        )}
      </div>
    </header>
  );
}
