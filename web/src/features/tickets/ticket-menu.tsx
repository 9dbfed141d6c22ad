import { useQuery } from "@tanstack/react-query";
import { ExternalLink, FolderOpen, type LucideIcon } from "lucide-react";
import { useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { Priority } from "@/api/types";
import { useLooking } from "@/api/viewing";
import { FloatingMenu } from "@/ui/menu-button";
import type { MenuEntry, MenuGroup } from "@/ui/menu-types";
import { CATALOG, type ActionId } from "@/features/actions/catalog";
import { isOffered, runAction } from "@/features/actions/registry";
import { writes } from "@/features/actions/writes";
import { assigneeGroups, choiceOfState, NOBODY, priorityGroups, stateGroups } from "./field-choices";
import { ticketQuery } from "./queries";
import { useChangeTicket } from "./use-change-ticket";
import { useCopyLink } from "./use-copy-link";
import { usePeople } from "./use-people";
import { useRules } from "./use-rules";
import { useSetState } from "./use-set-state";

const STEPS = ["assign", "state", "priority"] as const;
type Step = (typeof STEPS)[number];

/** What the open ticket's page does itself. */
const HERE: ActionId[] = ["reply", "note", "acknowledge", "calls", "clock", "details"];
const FIELDS_HERE: ActionId[] = ["category", "team", "tags"];
const WORK_HERE: ActionId[] = ["snooze", "wake", "watch", "merge", "split", "link", "escalate", "spam"];

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
  const rules = useRules();
  const change = useChangeTicket(number);
  const setState = useSetState(number);
  const copyLink = useCopyLink(slug);
  const ticket = useQuery(ticketQuery(number)).data?.ticket;
  const [step, setStep] = useState<Step | null>(null);
  const stepping = useRef(false);
  const watching = ticket?.watchers.includes(people.me.id) ?? false;
  const resolvable = ticket?.allowed_states.includes("resolved") && ticket.state !== "resolved";

  const looking = useLooking();
  const entry = (id: ActionId, off = false): MenuEntry => {
    const { icon, keys } = CATALOG[id];
    const disabled = off || (looking && writes(id));
    const label = id === "watch" && watching ? t("action.unwatch") : t(`action.${id}`);
    // Keys belong to the open ticket; on another one they would promise what they do not do.
    return { id, label, icon: picture(icon), keys: onOpen ? undefined : keys, disabled };
  };
  const here = (ids: ActionId[]) => (onOpen ? [] : ids.filter(isOffered).map((id) => entry(id)));
  const elsewhere: MenuEntry[] = [
    { id: "open", label: t("menu.open"), icon: picture(FolderOpen) },
    { id: "open_tab", label: t("menu.open_tab"), icon: picture(ExternalLink) },
  ];
  const main: MenuGroup[] = [
    { id: "first", entries: onOpen ? elsewhere : here(HERE) },
    {
      id: "change",
      entries: [
        entry("assign_me", !ticket || ticket.assignee_id === people.me.id),
        ...STEPS.map((id) => entry(id, !ticket)),
        entry("resolve", !resolvable),
        ...here(FIELDS_HERE),
      ],
    },
    { id: "work", entries: onOpen ? [entry("watch", !ticket)] : here(WORK_HERE) },
    { id: "last", entries: [entry("copy_link")] },
  ].filter(({ entries }) => entries.length > 0);
  const steps = ticket && { assign: () => assigneeGroups(ticket, people, t), state: () => stateGroups(ticket, rules, people.me.role, t), priority: () => priorityGroups(ticket, t) };
  const groups = steps && step ? steps[step]() : main;

  const setField = (id: string) => {
    if (!ticket || id === groups[0]?.chosen) return;
    if (step === "state") {
      const { state, status_id } = choiceOfState(id, rules);
      setState(ticket, state, status_id);
    }
    if (step === "priority") change.mutate({ kind: "priority", priority: id as Priority });
    const assignee_id = id === NOBODY ? null : id;
    if (step === "assign" && assignee_id !== ticket.assignee_id) change.mutate({ kind: "assignee", assignee_id });
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
    else if (id === "resolve" && ticket) setState(ticket, "resolved");
    else if (id === "watch" && onOpen) change.mutate({ kind: "watch", on: !watching });
    // What opens a window takes the focus, so it waits until the menu has given it back.
    else setTimeout(() => runAction(id as ActionId), 30);
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
