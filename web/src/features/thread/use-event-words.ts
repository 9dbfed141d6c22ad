import { useTranslation } from "react-i18next";
import { formatLocale } from "@/lib/i18n";
import { clockTime } from "@/lib/time";
import type { Priority, State, TimelineEvent } from "@/api/types";
import { PRIORITIES, STATES } from "@/features/tickets/states";
import type { People } from "@/features/tickets/use-people";
import { useNames } from "@/features/tickets/use-rules";

const text = (value: unknown) => (typeof value === "string" ? value : "");
const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
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

/** Events whose words are always the same, but for the number of another ticket. */
const FIXED = {
  "ticket.subject_changed": ["subject", null],
  "ticket.unsnoozed": ["unsnoozed", null],
  "ticket.merged": ["merged", "into"],
  "ticket.unmerged": ["unmerged", "from"],
  "ticket.merge_received": ["merge_received", "source"],
  "ticket.merge_undone": ["merge_undone", "source"],
  "ticket.split": ["split", "into"],
  "ticket.linked": ["linked", "number"],
  "ticket.unlinked": ["unlinked", "number"],
  "ticket.watched": ["watched", null],
  "ticket.unwatched": ["unwatched", null],
  "sla.fact_voided": ["voided", null],
  "escalation.acknowledged": ["escalation_acknowledged", null],
  "escalation.ended": ["escalation_ended", null],
} as const;
const isFixed = (type: string): type is keyof typeof FIXED => type in FIXED;

/** What is named by the tenant's own rules. */
const RULED = {
  "ticket.status_changed": "status",
  "ticket.category_changed": "category",
  "ticket.team_assigned": "team",
} as const;
const isRuled = (type: string): type is keyof typeof RULED => type in RULED;

/** Says an event in a few words that follow the actor's name. Types this client does not know are named as they are. */
export function useEventWords(people: People): (event: TimelineEvent) => string {
  const { t, i18n } = useTranslation();
  const names = useNames();
  const locale = formatLocale(i18n.language);
  const time = (value: unknown) => text(value) && clockTime(text(value), Date.now(), locale);

  const tagWords = (data: TimelineEvent["data"]) => {
    const [before, after] = [list(data.before), list(data.after)];
    const named = (tags: string[]) => new Intl.ListFormat(locale).format(tags.map((tag) => `“${tag}”`));
    const added = named(after.filter((tag) => !before.includes(tag)));
    const removed = named(before.filter((tag) => !after.includes(tag)));
    if (added && removed) return t("event.tags_both", { added, removed });
    return added ? t("event.tags_added", { tags: added }) : t("event.tags_removed", { tags: removed });
  };
  const snoozeWords = ({ until, until_reply }: TimelineEvent["data"]) => {
    if (!text(until)) return t("event.snoozed_reply");
    return t(until_reply ? "event.snoozed_both" : "event.snoozed", { at: time(until) });
  };
  const assigned = ({ data: { after }, actor }: TimelineEvent) => {
    if (!text(after)) return t("event.unassigned");
    if (actor.kind === "user" && after === actor.id) return t("event.took");
    const you = after === people.me.id;
    return you ? t("event.assigned_you") : t("event.assigned", { name: people.nameOf(text(after)) });
  };

  return (event) => {
    const { type, data } = event;
    const { after } = data;
    const other = t("event.other", { type });
    if (isFixed(type)) {
      const [words, number] = FIXED[type];
      return t(`event.${words}`, { number: number ? String(data[number]) : "" });
    }
    if (isRuled(type)) {
      const kind = RULED[type];
      const id = text(after);
      return id ? t(`event.${kind}`, { name: names[kind](id) ?? id }) : t(`event.${kind}_none`);
    }
    switch (type) {
      case "ticket.created":
        return t(data.channel === "mail" ? "event.created_mail" : "event.created");
      case "ticket.state_changed":
        if (!isState(after)) return other;
        return t(data.reason === "customer_message" ? "event.state_by_message" : "event.state", { state: t(`state.${after}`) });
      case "ticket.priority_changed":
        return isPriority(after) ? t("event.priority", { priority: t(`priority.${after}`) }) : other;
      case "ticket.assigned":
        return assigned(event);
      case "ticket.tags_changed":
        return tagWords(data);
      case "ticket.field_changed":
        return t("event.field", { name: names.field(text(data.field_id)) ?? text(data.field_id) });
      case "ticket.snoozed":
        return snoozeWords(data);
      case "message.recalled":
        return t(data.reason === "customer_replied" ? "event.recalled_by_reply" : "event.recalled");
      case "sla.clock_started":
      case "sla.clock_paused":
      case "sla.clock_resumed":
      case "sla.clock_recomputed":
      case "sla.target_warned":
      case "sla.target_met":
      case "sla.target_breached":
        return t(`event.${CLOCK_WORDS[type]}`, { due: time(data.due_at) });
      case "escalation.raised":
        return t("event.escalation_raised", { level: Number(data.level) });
      default:
        return other;
    }
  };
}
