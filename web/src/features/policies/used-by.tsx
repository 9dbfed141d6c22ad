import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { formatLocale } from "@/lib/i18n";
import { useRules } from "@/features/tickets/use-rules";
import { policiesQuery } from "./policies";

const ORGANISATION = "ticket_settings";

/** What still names a thing that was to be deleted: ids; none for any other refusal. */
export function usersOf(error: Error | null): string[] {
  const found = error instanceof ApiProblem ? error.data.used_by : null;
  return Array.isArray(found) ? found.map(String) : [];
}

/** Why it stays: what names it, as people call that. */
export function UsedBy({ ids }: { ids: string[] }) {
  const { t, i18n } = useTranslation("settings");
  // What keeps it may be younger than what is known here.
  const asked = useQuery({ ...policiesQuery, refetchOnMount: "always" });
  const policies = asked.data?.items ?? [];
  const { teams } = useRules();
  const nameOf = (id: string) => {
    if (id === ORGANISATION) return t("used.organisation");
    const policy = policies.find((each) => each.id === id);
    if (policy) return policy.name ? t("used.policy", { name: policy.name }) : t("used.default_policy");
    const team = teams.find((each) => each.id === id);
    return team ? t("used.team", { name: team.name }) : t("used.something");
  };
  const names = new Intl.ListFormat(formatLocale(i18n.language), { type: "conjunction" }).format([...new Set(ids.map(nameOf))]);
  if (asked.isFetching) return null;
  return (
    <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
      {t("used.by", { names })}
    </p>
  );
}
