import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TicketSla } from "@/api/types";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { Bone } from "@/ui/skeleton";
import { ticketSlaQuery } from "./ticket-sla";

type Asked = TicketSla["policies"][number];

function Conditions({ policy }: { policy: Asked }) {
  const { t } = useTranslation("policies");
  const said = ({ held, negated }: Asked["conditions"][number]) => (held === null ? t("cannot_ask") : t(held !== negated ? "holds" : "holds_not"));
  if (policy.conditions.length === 0) return <p className="text-12 text-text-2">{t("why_every")}</p>;
  return (
    <ul className="flex flex-col gap-0.5">
      {policy.conditions.map((each) => (
        <li key={each.text + String(each.negated)} className="flex gap-2 text-12">
          <code className="min-w-0 flex-1 break-words text-text-2">{each.negated ? t("negated", { text: each.text }) : each.text}</code>
          <span className="shrink-0 text-text-3">{said(each)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Each policy that was asked when the ticket was opened, in order, and what came of its conditions. */
function Reasons({ number }: { number: number }) {
  const { t } = useTranslation("policies");
  const { t: common } = useTranslation();
  const query = useQuery(ticketSlaQuery(number));
  if (query.isError) return <p role="alert">{t("why_failed")}</p>;
  if (!query.data) {
    return (
      <div role="status">
        <span className="sr-only">{common("common.loading")}</span>
        <Bone className="h-4 w-2/3" />
      </div>
    );
  }
  const { policies } = query.data;
  if (policies.length === 0) return <p className="text-12 text-text-2">{t("why_none")}</p>;
  return (
    <div className="flex max-h-views flex-col gap-2 overflow-y-auto" tabIndex={0} role="region" aria-label={t("why")}>
      <ol className="flex flex-col gap-2">
        {policies.map((policy) => (
          <li key={policy.id} className="flex flex-col gap-0.5">
            <span className={cx("font-medium", !policy.won && "text-text-2")}>{policy.name || t("default")}</span>
            <span className="text-12 text-text-2">{t(policy.won ? "why_won" : policy.active ? "why_passed" : "why_off")}</span>
            <Conditions policy={policy} />
          </li>
        ))}
      </ol>
      <p className="text-11 text-text-3">{t("why_today")}</p>
    </div>
  );
}

/** Asked only when somebody wants to know. */
export default function WhyPolicy({ number }: { number: number }) {
  const { t } = useTranslation("policies");
  const [asked, setAsked] = useState(false);
  if (asked) return <Reasons number={number} />;
  return (
    <Button size="s" className="self-start" onClick={() => setAsked(true)}>
      {t("why")}
    </Button>
  );
}
