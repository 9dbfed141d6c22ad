import { useQuery } from "@tanstack/react-query";
import { ExternalLink, FolderOpen, type LucideIcon } from "lucide-react";
import { useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { Priority, State } from "@/api/types";
import { FloatingMenu } from "@/ui/menu-button";
import type { MenuEntry, MenuGroup } from "@/ui/menu-types";
import { CATALOG, type ActionId } from "@/features/actions/catalog";
import { isOffered, runAction } from "@/features/actions/registry";
import { assigneeGroups, NOBODY, priorityGroups, stateGroups } from "./field-choices";
import { ticketQuery } from "./queries";
import { useChangeTicket } from "./use-change-ticket";
import { useCopyLink } from "./use-copy-link";
import { usePeople } from "./use-people";

const STEPS = ["assign", "state", "priority"] as const;
type Step = (typeof STEPS)[number];

/** What the open ticket's page does itself. */
const HERE: ActionId[] = ["reply", "note", "acknowledge", "clock", "details"];

interface Props {
  number: number;
  slug: string;
  anchor: RefObject<HTMLElement | null>;
  placement?: "bottom start" | "bottom end";
  onClose: () => void;
  /** Opens the ticket; without it the ticket is the one that is open. */
  onOpen?: () => void;
}

const picture = (Icon: LucideIcon) => <Icon aria-hidden className="icon" />;

/** Everything that can be done to a ticket, from the catalog. A field's values are a second step in the same place. */
export function TicketMenu({ number, slug, anchor, placement, onClose, onOpen }: Props) {
  const { t } = useTranslation();
  const people = usePeople();
  const change = useChangeTicket(number);
  const copyLink = useCopyLink(slug);
  const ticket = useQuery(ticketQuery(number)).data?.ticket;
  const [step, setStep] = useState<Step | null>(null);
  const stepping = useRef(false);
  const may = (state: State) => ticket?.allowed_states.includes(state) && ticket.state !== state;

  const entry = (id: ActionId, disabled = false): MenuEntry => {
    const { icon, keys } = CATALOG[id];
    // Keys belong to the open ticket; on another one they would promise what they do not do.
    return { id, label: t(`action.${id}`), icon: picture(icon), keys: onOpen ? undefined : keys, disabled };
  };
  const first: MenuEntry[] = onOpen
    ? [
        { id: "open", label: t("menu.open"), icon: picture(FolderOpen) },
        { id: "open_tab", label: t("menu.open_tab"), icon: picture(ExternalLink) },
      ]
    : HERE.filter(isOffered).map((id) => entry(id));
  const main: MenuGroup[] = [
    { id: "first", entries: first },
    {
      id: "change",
      entries: [
        entry("assign_me", !ticket || ticket.assignee_id === people.me.id),
        ...STEPS.map((id) => entry(id, !ticket)),
        entry("resolve", !may("resolved")),
      ],
    },
    { id: "last", entries: [entry("copy_link")] },
  ].filter(({ entries }) => entries.length > 0);
  const groups = !ticket || !step ? main : { assign: assigneeGroups(ticket, people, t), state: stateGroups(ticket, t), priority: priorityGroups(ticket, t) }[step];

  const setField = (id: string) => {
    if (step === "state" && id !== ticket?.state) change.mutate({ kind: "state", state: id as State });
    if (step === "priority" && id !== ticket?.priority) change.mutate({ kind: "priority", priority: id as Priority });
    const assignee_id = id === NOBODY ? null : id;
    if (step === "assign" && assignee_id !== ticket?.assignee_id) change.mutate({ kind: "assignee", assignee_id });
  };
  const onChoose = (id: string) => {
    if (step) return setField(id);
    const next = STEPS.find((name) => name === id);
    if (next) {
      stepping.current = true;
      return setStep(next);
    }
    if (id === "open") onOpen?.();
    else if (id === "open_tab") window.open(`/${slug}/tickets/${number}`, "_blank", "noopener");
    else if (id === "copy_link") copyLink(number);
    else if (id === "assign_me") change.mutate({ kind: "assignee", assignee_id: people.me.id });
    else if (id === "resolve") change.mutate({ kind: "state", state: "resolved" });
    else runAction(id as ActionId);
  };
  const close = () => {
    // The menu closes itself after each choice; a step opens its second page instead.
    if (stepping.current) stepping.current = false;
    else onClose();
  };
  return (
    <FloatingMenu
      key={step ?? "main"}
      label={step ? t(`action.${step}`) : t("menu.ticket", { label: ticket?.label ?? number })}
      groups={groups}
      filter={step === "assign" ? t("people.find") : undefined}
      anchor={anchor}
      placement={placement}
      onChoose={onChoose}
      onClose={close}
    />
  );
}
