import { GitMerge } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Ticket, TicketView } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import { useStore } from "@/lib/store";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { useTenantTime } from "@/features/snooze/snooze-words";
import { applyChange, type Change } from "@/features/tickets/changes";
import { notices, setNotice } from "@/features/tickets/notices";
import { categoryPath, type FieldValue } from "@/features/tickets/rules";
import { useChangeTicket } from "@/features/tickets/use-change-ticket";
import { usePeople } from "@/features/tickets/use-people";
import { useNames, useRules } from "@/features/tickets/use-rules";
import { lastChanger } from "./last-changer";

const NAMES: Partial<Record<Change["kind"], "state" | "priority" | "assignee" | "team" | "category" | "tags" | "subject">> = {
  state: "state",
  status: "state",
  priority: "priority",
  assignee: "assignee",
  team: "team",
  category: "category",
  tags: "tags",
  subject: "subject",
};

/** What the field that a change sets says on a ticket, in words. */
function useSaid() {
  const { t, i18n } = useTranslation();
  const { t: work } = useTranslation("work");
  const rules = useRules();
  const names = useNames();
  const people = usePeople();
  const time = useTenantTime();
  const list = (values: string[]) => new Intl.ListFormat(formatLocale(i18n.language)).format(values);
  const value = (of: FieldValue | null | undefined) => (Array.isArray(of) ? list(of) : of === true ? work("fields.yes") : of === false ? work("fields.no") : String(of ?? ""));
  const none = work("fields.nothing");
  const field = (change: Change) => {
    if (change.kind === "field") return rules.fields.find(({ key }) => key === change.key)?.label ?? change.key;
    const name = NAMES[change.kind];
    return name ? t(`field.${name}`) : t("action.snooze");
  };
  const said = (ticket: Ticket, change: Change): string => {
    switch (change.kind) {
      case "state":
      case "status":
        return names.standing(ticket).label;
      case "priority":
        return t(`priority.${ticket.priority}`);
      case "assignee":
        return ticket.assignee_id ? people.callOf(ticket.assignee_id) : t("people.nobody");
      case "team":
        return names.team(ticket.team_id) ?? none;
      case "category":
        return categoryPath(rules, ticket.category_id).map(({ label }) => label).join(" › ") || none;
      case "tags":
        return list(ticket.tags) || none;
      case "subject":
        return ticket.subject;
      case "field":
        return value(ticket.fields[change.key]) || none;
      default:
        return ticket.snoozed_until ? time(Date.parse(ticket.snoozed_until)) : none;
    }
  };
  return { field, said };
}

/** Somebody else set the same thing at the same moment: theirs stands, and the agent decides whether it stays. */
export default function ConflictBanner({ view }: { view: TicketView }) {
  const { t } = useTranslation("work");
  const { ticket } = view;
  const people = usePeople();
  const change = useChangeTicket(ticket.number);
  const own = useStore(notices)[ticket.number]?.conflict ?? null;
  const { field, said } = useSaid();
  if (!own) return null;
  const drop = () => setNotice(ticket.number, { conflict: null });
  const theirs = said(ticket, own);
  const mine = said(applyChange(ticket, own, people.me.id), own);
  // Both wanted the same: there is nothing to decide.
  if (theirs === mine) return null;
  const id = lastChanger(view, own);
  const who = id ? people.actorOf(id) : t("conflict.somebody");
  const write = () => {
    drop();
    change.mutate(own);
  };
  return (
    <Banner
      icon={GitMerge}
      tone="risk"
      role="alert"
      action={
        <span className="flex flex-wrap justify-end gap-1.5">
          <Button size="s" className="bg-surface" onClick={drop}>
            {t("conflict.keep")}
          </Button>
          <Button size="s" className="bg-surface" onClick={write}>
            {t("conflict.write")}
          </Button>
        </span>
      }
    >
      {t("conflict.text", { who, field: field(own), theirs, mine })}
    </Banner>
  );
}
