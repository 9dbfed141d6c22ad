import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { formatLocale } from "@/lib/i18n";
import { useNow } from "@/lib/use-now";
import { knownZone } from "@/lib/zoned";

type Asleep = { snoozed_until: string | null; snoozed_until_reply: boolean };

/** Says an instant on the tenant's clock: "Mon 09:00" within a week, with the date beyond it. */
export function useTenantTime(): (instant: number) => string {
  const locale = formatLocale(useTranslation().i18n.language);
  const zone = knownZone(useSession().tenant.zone);
  const now = useNow();
  return (instant) => {
    const near = Math.abs(instant - now) < 6.5 * 86_400_000;
    const day: Intl.DateTimeFormatOptions = near ? { weekday: "short" } : { day: "numeric", month: "short" };
    return new Intl.DateTimeFormat(locale, { ...day, hour: "2-digit", minute: "2-digit", timeZone: zone }).format(instant);
  };
}

/** Until when a ticket sleeps, in a few words. */
export function useSnoozeWords(): (ticket: Asleep) => string {
  const { t } = useTranslation();
  const time = useTenantTime();
  return ({ snoozed_until }) => (snoozed_until ? time(Date.parse(snoozed_until)) : t("snooze.until_reply"));
}
