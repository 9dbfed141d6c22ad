import { useTranslation } from "react-i18next";
import { formatLocale } from "@/lib/i18n";
import { clockTime } from "@/lib/time";
import type { TimelineEvent } from "@/api/types";
import { showValue } from "@/features/fields/read-value";
import type { FieldValue } from "@/features/tickets/rules";
import { PRIORITIES, STATES } from "@/features/tickets/states";
import type { People } from "@/features/tickets/use-people";
import { useNames, useRules } from "@/features/tickets/use-rules";
import { useCallWords } from "@/features/escalation/call-words";

type Data = TimelineEvent["data"];

const text = (value: unknown) => (typeof value === "string" ? value : "");
const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);

/** Events whose words are always the same, but for the number of another ticket. */
const FIXED = {
  "ticket.unsnoozed": ["unsnoozed", null],
  "ticket.tier_changed": ["tier_changed", null],
  "ticket.policy_changed": ["policy_changed", null],
  "ticket.merged": ["merged", "into"],
  "ticket.unmerged": ["unmerged", "into"],
  "ticket.merge_received": ["merge_received", "source"],
  "ticket.merge_undone": ["merge_undone", "source"],
  "ticket.split": ["split", "into"],
  "ticket.linked": ["linked", "number"],
  "ticket.unlinked": ["unlinked", "number"],
  "ticket.watched": ["watched", null],
  "ticket.unwatched": ["unwatched", null],
  "message.recalled": ["recalled", null],
  "sla.verdict_restated": ["restated", "reason"],
  "escalation.raised": ["escalation_raised", "level"],
  "escalation.restored": ["escalation_restored", "level"],
  "escalation.webhook_answered": ["webhook_answered", "level"],
  "escalation.acknowledged": ["escalation_acknowledged", null],
  "escalation.ended": ["escalation_ended", null],
} as const;
const isFixed = (type: string): type is keyof typeof FIXED => type in FIXED;

const CLOCK = {
  "sla.clock_started": "clock_started",
  "sla.clock_paused": "clock_paused",
  "sla.clock_resumed": "clock_resumed",
  "sla.clock_recomputed": "clock_recomputed",
  "sla.target_warned": "target_warned",
  "sla.clock_cancelled": "clock_cancelled",
  "sla.fact_voided": "voided",
  "sla.target_met": "target_met",
  "sla.target_missed": "target_missed",
  "sla.target_breached": "target_breached",
} as const;
const isClock = (type: string): type is keyof typeof CLOCK => type in CLOCK;
/** Why an address that was called is of no use. */
const UNCALLED = ["unreachable", "refused", "gone", "unreadable", "not_there", "not_needed"] as const;
const METRICS = ["first_response", "next_response", "resolution"] as const;

const CHANGED = {
  "ticket.state_changed": "state",
  "ticket.status_changed": "status",
  "ticket.priority_changed": "priority",
  "ticket.category_changed": "category",
  "ticket.team_assigned": "team",
  "ticket.subject_changed": "subject",
} as const;
const isChanged = (type: string): type is keyof typeof CHANGED => type in CHANGED;

const WHY = [
  "first_assignment",
  "first_reply",
  "customer_message",
  "reopen_window",
  "quiet_days",
  "confirmed",
  "not_spam",
  "merged",
  "unmerged",
  "recalled",
  "bounced",
  "resolver",
  "escalation",
  "state_moved",
  "follow_up",
  "time",
  "reply",
  "closed",
  "customer_replied",
] as const;

/** What the tenant's own words are for the values of ticket fields. */
function useValueWords() {
  const { t } = useTranslation("work");
  const { t: common } = useTranslation();
  const names = useNames();
  const rules = useRules();
  return {
    value(kind: (typeof CHANGED)[keyof typeof CHANGED], value: unknown): string {
      const id = text(value);
      if (!id) return "";
      const state = STATES.find((known) => known === id);
      const priority = PRIORITIES.find((known) => known === id);
      if (kind === "state") return state ? common(`state.${state}`) : id;
      if (kind === "priority") return priority ? common(`priority.${priority}`) : id;
      return kind === "subject" ? `“${id}”` : (names[kind](id) ?? id);
    },
    field(id: string, value: unknown, locale: string): string {
      const field = rules.fields.find((known) => known.id === id);
      if (!field || value === undefined || value === null) return "";
      if (typeof value === "boolean") return t(value ? "event.yes" : "event.no");
      const chosen = list(Array.isArray(value) ? value : [value]);
      const labels = chosen.map((each) => field.options.find((option) => option.value === each)?.label);
      if (labels.every((label) => label !== undefined)) return new Intl.ListFormat(locale).format(labels);
      return `“${showValue(field, value as FieldValue, locale)}”`;
    },
    fieldName: (id: string) => names.field(id) ?? id,
  };
}

/**
 * Says an event in a few words that follow the actor's name: what became what, and why when nobody did it by hand. Types
 * this client does not know are named as they are.
 */
export function useEventWords(people: People): (event: TimelineEvent) => string {
  const { t, i18n } = useTranslation("work");
  const words = useValueWords();
  const called = useCallWords(people);
  const locale = formatLocale(i18n.language);
  const time = (value: unknown) => text(value) && clockTime(text(value), Date.now(), locale);

  const changed = (what: string, before: string, after: string) => {
    if (before && after) return t("event.changed", { what, before, after });
    if (after) return t("event.set", { what, after });
    return before ? t("event.took_off", { what, before }) : t("event.touched", { what });
  };
  const tags = (data: Data) => {
    const [before, after] = [list(data.before), list(data.after)];
    const named = (some: string[]) => new Intl.ListFormat(locale).format(some.map((tag) => `“${tag}”`));
    const added = named(after.filter((tag) => !before.includes(tag)));
    const removed = named(before.filter((tag) => !after.includes(tag)));
    if (added && removed) return t("event.tags_both", { added, removed });
    return added ? t("event.tags_added", { tags: added }) : t("event.tags_removed", { tags: removed });
  };
  const snoozed = ({ until, until_reply }: Data) => {
    if (!text(until)) return t("event.snoozed_reply");
    return t(until_reply ? "event.snoozed_both" : "event.snoozed", { at: time(until) });
  };
  const assigned = ({ data: { before, after }, actor }: TimelineEvent) => {
    const from = text(before) && people.nameOf(text(before));
    if (!text(after)) return t("event.unassigned", { from });
    if (actor.kind === "user" && after === actor.id) return from ? t("event.took_from", { from }) : t("event.took");
    const you = after === people.me.id;
    const name = people.nameOf(text(after));
    if (from) return t(you ? "event.handed_you" : "event.handed", { from, name });
    return you ? t("event.assigned_you") : t("event.assigned", { name });
  };

  const said = (event: TimelineEvent): string => {
    const { type, data } = event;
    if (isFixed(type)) {
      const [key, number] = FIXED[type];
      return t(`event.${key}`, { number: number ? String(data[number]) : "" });
    }
    if (isClock(type)) {
      const metric = METRICS.find((each) => each === data.metric) ?? "first_response";
      return t(`event.${CLOCK[type]}`, { due: time(data.due_at), metric: t(`event.metric.${metric}`) });
    }
    if (isChanged(type)) {
      const kind = CHANGED[type];
      return changed(t(`event.what.${kind}`), words.value(kind, data.before), words.value(kind, data.after));
    }
    switch (type) {
      case "escalation.called":
        return called(data);
      case "escalation.webhook_failed": {
        const failure = UNCALLED.find((each) => each === data.reason) ?? "unreachable";
        return t("event.webhook_failed", { number: String(data.level), why: t(`event.uncalled.${failure}`) });
      }
      case "escalation.asked":
        return data.note ? t("event.escalation_asked_why", { note: text(data.note) }) : t("event.escalation_asked");
      case "ticket.created":
        return t(data.channel === "mail" ? "event.created_mail" : "event.created");
      case "ticket.imported":
        return t("event.imported", { source: text(data.source), id: text(data.source_id) });
      case "ticket.assigned":
        return assigned(event);
      case "ticket.tags_changed":
        return tags(data);
      case "ticket.field_changed": {
        const id = text(data.field_id);
        return changed(words.fieldName(id), words.field(id, data.before, locale), words.field(id, data.after, locale));
      }
      case "ticket.snoozed":
        return snoozed(data);
      case "message.rescheduled":
        return t("event.rescheduled", { before: time(data.before), after: time(data.after) });
      default:
        return t("event.other", { type });
    }
  };
  return (event) => {
    const why = WHY.find((reason) => reason === event.data.reason);
    return why ? t("event.because", { what: said(event), why: t(`event.why.${why}`) }) : said(event);
  };
}
