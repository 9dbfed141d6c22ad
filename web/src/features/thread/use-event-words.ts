import { useTranslation } from "react-i18next";
import { formatLocale } from "@/lib/i18n";
import { clockTime } from "@/lib/time";
import type { Priority, State, TimelineEvent } from "@/api/types";
import { PRIORITIES, STATES } from "@/features/tickets/states";
import type { People } from "@/features/tickets/use-people";

const text = (value: unknown) => (typeof value === "string" ? value : "");
const isState = (value: unknown): value is State => STATES.includes(value as State);
const isPriority = (value: unknown): value is Priority => PRIORITIES.includes(value as Priority);

const CLOCK_WORDS = {
  "sla.clock_started": "clock_started",
  "sla.clock_paused": "clock_paused",
  "sla.clock_resumed": "clock_resumed",
  "sla.clock_recomputed": "clock_recomputed",
  "sla.target_warned": "target_warned",
  "sla.target_met": "target_met",
  "sla.target_breached": "target_breached",
} as const;

/** Says an event in a few words that follow the actor's name. Types this client does not know are named as they are. */
export function useEventWords(people: People): (event: TimelineEvent) => string {
  const { t, i18n } = useTranslation();
  return ({ type, data, actor }) => {
    const { after } = data;
    switch (type) {
      case "ticket.created":
        return t(data.channel === "mail" ? "event.created_mail" : "event.created");
      case "ticket.state_changed":
        if (!isState(after)) return t("event.other", { type });
        return t(data.reason === "customer_message" ? "event.state_by_message" : "event.state", { state: t(`state.${after}`) });
      case "ticket.priority_changed":
        return isPriority(after) ? t("event.priority", { priority: t(`priority.${after}`) }) : t("event.other", { type });
      case "ticket.assigned": {
        if (!text(after)) return t("event.unassigned");
        if (actor.kind === "user" && after === actor.id) return t("event.took");
        const you = after === people.me.id;
        return you ? t("event.assigned_you") : t("event.assigned", { name: people.nameOf(text(after)) });
      }
      case "ticket.subject_changed":
        return t("event.subject");
      case "sla.clock_started":
      case "sla.clock_paused":
      case "sla.clock_resumed":
      case "sla.clock_recomputed":
      case "sla.target_warned":
      case "sla.target_met":
      case "sla.target_breached": {
        const due = text(data.due_at) && clockTime(text(data.due_at), Date.now(), formatLocale(i18n.language));
        return t(`event.${CLOCK_WORDS[type]}`, { due });
      }
      case "escalation.raised":
        return t("event.escalation_raised", { level: Number(data.level) });
      case "escalation.acknowledged":
        return t("event.escalation_acknowledged");
      case "escalation.ended":
        return t("event.escalation_ended");
      default:
        return t("event.other", { type });
    }
  };
}
