import { Moon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { CATALOG } from "@/features/actions/catalog";
import { runAction } from "@/features/actions/registry";
import { isAsleep } from "@/features/tickets/asleep";
import { useTenantTime } from "./snooze-words";

/** Over a ticket that sleeps: until when, and a way to wake it. */
export default function SnoozeBanner({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation("work");
  const time = useTenantTime();
  if (!isAsleep(ticket)) return null;
  const until = ticket.snoozed_until && time(Date.parse(ticket.snoozed_until));
  const form = !until ? "sleeps_reply" : ticket.snoozed_until_reply ? "sleeps_both" : "sleeps_time";
  return (
    <Banner
      icon={Moon}
      tone="calm"
      action={
        <Button look="quiet" size="s" className="bg-surface" onClick={() => runAction("wake")}>
          {t("snooze.wake")} <Keys keys={CATALOG.wake.keys} />
        </Button>
      }
    >
      {t(`snooze.${form}`, { until: until ?? "" })}
    </Banner>
  );
}
