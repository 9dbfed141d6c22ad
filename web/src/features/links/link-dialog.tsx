import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LinkKind, Ticket } from "@/api/types";
import { Dialog } from "@/ui/dialog";
import { INPUT } from "@/ui/field";
import { TicketPicker } from "@/features/tickets/ticket-picker";
import { useChangeTicket } from "@/features/tickets/use-change-ticket";
import { LINK_KINDS } from "./kinds";

/** Says how two tickets belong together: first the kind, then the other one. */
export default function LinkDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const { t } = useTranslation("work");
  const change = useChangeTicket(ticket.number);
  const [kind, setKind] = useState<LinkKind>("related");
  return (
    <Dialog title={t("link.title", { label: ticket.label })} onClose={onClose} size="l">
      <label className="flex items-center gap-2 border-b px-4 py-2 text-12 font-medium text-text-2">
        <span className="num">{ticket.label}</span>
        <select value={kind} onChange={(event) => setKind(event.target.value as LinkKind)} aria-label={t("link.kind")} className={`${INPUT} h-8 flex-1 font-normal`}>
          {LINK_KINDS.map((each) => (
            <option key={each} value={each}>
              {t(`link.is_${each}`)}
            </option>
          ))}
        </select>
      </label>
      <TicketPicker
        ticket={ticket}
        label={t("link.other")}
        onPick={(row) => {
          onClose();
          change.mutate({ kind: "link", link: kind, other: row.number });
        }}
      />
    </Dialog>
  );
}
