import { useQuery } from "@tanstack/react-query";
import { Handshake } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { hasCode } from "@/api/problem";
import { organisationQuery } from "./organisations";

/** To which organisation whoever asks belongs, and the tier that the ticket was opened with. */
export default function OrganisationLine({ id, tier }: { id: string; tier: Ticket["tier"] }) {
  const { t } = useTranslation("organisations");
  const query = useQuery(organisationQuery(id));
  const name = query.data?.name ?? (hasCode(query.error, "not_found") ? t("gone") : query.isError ? t("unknown") : "…");
  return (
    <p className="flex items-center gap-1.5 text-12 text-text-2">
      <Handshake role="img" aria-label={t("one")} className="icon-s shrink-0 text-text-3" />
      <span className="truncate" title={name}>
        {name}
      </span>
      {tier && <span className="inline-flex h-4.5 shrink-0 items-center rounded-s bg-sunken px-1.5 text-11 font-medium">{t(`tiers.${tier}`)}</span>}
    </p>
  );
}
