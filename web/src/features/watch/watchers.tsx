import { Eye, EyeOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { IconButton } from "@/ui/icon-button";
import { CATALOG } from "@/features/actions/catalog";
import { useChangeTicket } from "@/features/tickets/use-change-ticket";
import { usePeople } from "@/features/tickets/use-people";

/** Who follows a ticket without being assigned to it, and whether the reader does. */
export function Watchers({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation("work");
  const people = usePeople();
  const change = useChangeTicket(ticket.number);
  const watching = ticket.watchers.includes(people.me.id);
  return (
    <section>
      <div className="mb-1 flex items-center">
        <h3 className="flex-1 text-11 font-medium text-text-3">{t("watch.section")}</h3>
        <IconButton
          icon={watching ? EyeOff : Eye}
          label={t(watching ? "watch.stop" : "watch.start")}
          keys={CATALOG.watch.keys}
          aria-pressed={watching}
          onClick={() => change.mutate({ kind: "watch", on: !watching })}
          className="-mr-1.5 size-6"
        />
      </div>
      {ticket.watchers.length === 0 && <p className="text-12 text-text-3">{t("watch.none")}</p>}
      <ul className="flex flex-col text-12">
        {ticket.watchers.map((id) => (
          <li key={id} className="flex h-6 min-w-0 items-center gap-2">
            <Avatar id={id} name={people.nameOf(id)} size="s" />
            <span className="truncate">{people.callOf(id)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
