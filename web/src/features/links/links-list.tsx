import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { IconButton } from "@/ui/icon-button";
import { CATALOG } from "@/features/actions/catalog";
import { runAction } from "@/features/actions/registry";
import { TicketRef, useLabelOf } from "@/features/tickets/ticket-ref";
import { useRelated } from "@/features/tickets/use-related";
import { useChangeTicket } from "@/features/tickets/use-change-ticket";
import { LINK_KINDS } from "./kinds";

/** Which tickets belong to this one, by kind; each can be opened and let go. */
export function LinksList({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation("work");
  const label = useLabelOf();
  const change = useChangeTicket(ticket.number);
  const related = useRelated(ticket);
  const kinds = LINK_KINDS.filter((kind) => ticket.links.some((link) => link.kind === kind));
  return (
    <section>
      <div className="mb-1 flex items-center">
        <h3 className="flex-1 text-11 font-medium text-text-3">{t("link.section")}</h3>
        <IconButton icon={Plus} label={t("link.add")} keys={CATALOG.link.keys} onClick={() => runAction("link")} className="-mr-1.5 size-6" />
      </div>
      {kinds.length === 0 && <p className="text-12 text-text-3">{t("link.none")}</p>}
      {kinds.map((kind) => (
        <div key={kind} className="not-first:mt-1">
          <h4 className="text-11 text-text-3">{t(`link.${kind}`)}</h4>
          <ul>
            {ticket.links
              .filter((link) => link.kind === kind)
              .map((link) => (
                <li key={link.number} className="group -mx-1.5 flex items-center text-12">
                  <TicketRef number={link.number} row={related.get(link.number)} className="flex-1" />
                  <IconButton
                    icon={X}
                    label={t("link.remove", { label: label(link.number) })}
                    onClick={() => change.mutate({ kind: "unlink", other: link.number })}
                    className="size-6 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
                  />
                </li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
