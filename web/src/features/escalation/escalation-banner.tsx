import { BellOff, Siren } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import { clockTime } from "@/lib/time";
import { useNow } from "@/lib/use-now";
import { Banner } from "@/ui/banner";
import { Keys } from "@/ui/keys";
import { CATALOG } from "@/features/actions/catalog";
import { runAction, useAction } from "@/features/actions/registry";
import { useChangeTicket } from "@/features/tickets/use-change-ticket";
import { usePeople } from "@/features/tickets/use-people";

/** Whose calls nobody has taken yet, else the highest level that was called. */
function mostUrgent(escalations: Ticket["escalations"]) {
  return [...escalations].sort((a, b) => Number(!!a.acknowledged_at) - Number(!!b.acknowledged_at) || b.level - a.level)[0];
}

/** Within the words of a banner: who was called so far, and what follows. */
function CallsLink() {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      data-tip={t("action.calls")}
      data-tip-keys={CATALOG.calls.keys}
      onClick={() => runAction("calls")}
      className="rounded-s underline underline-offset-2 hover:no-underline"
    >
      {t("escalation.calls")}
    </button>
  );
}

/** Who has been called because the answer is late, and the way to say "I take care of it", which stops the calls. */
export function EscalationBanner({ ticket }: { ticket: Ticket }) {
  const { t, i18n } = useTranslation();
  const people = usePeople();
  const change = useChangeTicket(ticket.number);
  const now = useNow();
  const escalation = mostUrgent(ticket.escalations);
  const calls = escalation && ticket.state_category !== "resolved" && ticket.state_category !== "terminal";
  const open = calls && !escalation.acknowledged_at;
  const acknowledge = () => change.mutate({ kind: "acknowledge" });
  useAction("acknowledge", open ? acknowledge : null);
  if (!calls) return null;
  const { level, next_at: next } = escalation;
  if (open) {
    return (
      <Banner
        icon={Siren}
        tone="breach"
        role="status"
        action={
          <button
            type="button"
            onClick={acknowledge}
            className="inline-flex h-6 items-center gap-1.5 rounded-m border border-current px-2 hover:bg-surface"
          >
            {t("escalation.acknowledge")}
            <span className="hidden pane:contents">
              <Keys keys={CATALOG.acknowledge.keys} />
            </span>
          </button>
        }
      >
        {t(escalation.metric === "manual" ? "escalation.asked" : "escalation.level", { level })}
        {next && ` ${t("escalation.next", { at: clockTime(next, now, formatLocale(i18n.language)) })}`} <CallsLink />
      </Banner>
    );
  }
  const { acknowledged_by: by, acknowledged_at } = escalation;
  const at = clockTime(acknowledged_at ?? ticket.updated_at, now, formatLocale(i18n.language));
  const key = by === people.me.id ? "escalation.acknowledged_you" : "escalation.acknowledged";
  return (
    <Banner icon={BellOff} tone="info" role="status">
      {t(key, { at, level, name: by ? people.nameOf(by) : t("people.system") })} <CallsLink />
    </Banner>
  );
}
