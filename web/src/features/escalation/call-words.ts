import { useTranslation } from "react-i18next";
import type { TimelineEvent } from "@/api/types";
import type { People } from "@/features/tickets/use-people";

const REASONS = ["nobody", "inactive", "unseen", "muted", "quiet"] as const;
const MEANT = ["assignee", "team_lead", "rota", "role", "team", "person"] as const;

interface Skipped {
  recipient: string;
  user_id: string | null;
  reason: string;
}

/** Says who was passed over, and why. */
export function usePassedWords(people: People): (skipped: Skipped) => string {
  const { t } = useTranslation("work");
  return ({ recipient, user_id, reason }) => {
    const kind = MEANT.find((each) => each === recipient.split(":")[0]) ?? "person";
    const why = REASONS.find((each) => each === reason) ?? "inactive";
    return t(`event.missed.${why}`, { who: user_id ? people.nameOf(user_id) : t(`event.meant.${kind}`) });
  };
}

/** Says who was called for a level, and who was passed over and why. */
export function useCallWords(people: People): (data: TimelineEvent["data"]) => string {
  const { t, i18n } = useTranslation("work");
  const and = new Intl.ListFormat(i18n.language);
  const passed = usePassedWords(people);
  return (data) => {
    const called = Array.isArray(data.called) ? data.called.map(String) : [];
    const names = and.format(called.map((id) => people.nameOf(id)));
    const told = Array.isArray(data.done) && data.done.includes("notify");
    const key = called.length === 0 ? "event.called_nobody" : data.last_resort ? "event.called_last" : told ? "event.called" : "event.called_quietly";
    const words = t(key, { names, number: String(data.level) });
    const skipped = Array.isArray(data.skipped) ? (data.skipped as Skipped[]) : [];
    return skipped.length === 0 ? words : `${words} – ${t("event.passed", { people: and.format(skipped.map(passed)) })}`;
  };
}
