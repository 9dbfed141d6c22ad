import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { TicketRef } from "@/features/tickets/ticket-ref";
import { useRelated } from "@/features/tickets/use-related";
import { Section } from "./facts";

/** Where a ticket comes from and what went into it. */
export function Origins({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation("work");
  const related = useRelated(ticket);
  const { follow_up_of, split_from, merged_into, merged } = ticket;
  const single = { follow_up_of, split_from, merged_into };
  const known = (Object.keys(single) as (keyof typeof single)[]).filter((name) => single[name] !== null);
  if (known.length === 0 && merged.length === 0) return null;
  return (
    <Section title={t("origin.section")}>
      <div className="flex flex-col gap-1 text-12">
        {known.map((name) => (
          <div key={name}>
            <h4 className="text-11 text-text-3">{t(`origin.${name}`)}</h4>
            <TicketRef number={single[name] as number} row={related.get(single[name] as number)} className="-mx-1.5" />
          </div>
        ))}
        {merged.length > 0 && (
          <div>
            <h4 className="text-11 text-text-3">{t("origin.merged")}</h4>
            <ul>
              {merged.map((number) => (
                <li key={number}>
                  <TicketRef number={number} row={related.get(number)} className="-mx-1.5" />
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Section>
  );
}
