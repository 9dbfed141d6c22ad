import { Merge } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { openTicket } from "@/features/tickets/opener";
import { useLabelOf } from "@/features/tickets/ticket-ref";
import { useUnmerge } from "./use-merge";

/** Over a ticket that went into another one: the way there, and the way back. */
export default function MergedBanner({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation("work");
  const label = useLabelOf();
  const unmerge = useUnmerge();
  const { merged_into } = ticket;
  if (merged_into === null) return null;
  return (
    <Banner
      icon={Merge}
      tone="info"
      action={
        <span className="flex flex-wrap gap-1.5">
          <Button size="s" className="bg-surface" onClick={() => openTicket(merged_into)}>
            {t("merge.open_target", { target: label(merged_into) })}
          </Button>
          <Button size="s" className="bg-surface" disabled={unmerge.isPending} onClick={() => unmerge.mutate(ticket)}>
            {t("merge.undo")}
          </Button>
        </span>
      }
    >
      {t("merge.banner", { target: label(merged_into) })}
    </Banner>
  );
}
