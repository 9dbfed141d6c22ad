import { ArrowDown, ArrowUpDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "@tanstack/react-query";
import type { Row, Ticket } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TimeAgo } from "@/ui/time-ago";
import { ticketQuery } from "@/features/tickets/queries";
import { StateGlyph } from "@/features/tickets/state-glyph";
import { TicketPicker } from "@/features/tickets/ticket-picker";
import { useLabelOf } from "@/features/tickets/ticket-ref";
import { useNames } from "@/features/tickets/use-rules";
import { useMerge } from "./use-merge";

/** One of the two tickets, as much of it as tells it from others. */
function Side({ row, role }: { row: Row | Ticket; role: "goes" | "stays" }) {
  const { t } = useTranslation("work");
  const label = useLabelOf();
  const standing = useNames().standing(row);
  const last = useQuery(ticketQuery(row.number)).data?.messages.at(-1);
  return (
    <section aria-label={t(`merge.${role}`)} className={`rounded-m border p-3 ${role === "stays" ? "border-accent" : ""}`}>
      <p className="flex items-center gap-1.5 text-12 text-text-2">
        <span className={role === "stays" ? "font-medium text-accent" : "font-medium"}>{t(`merge.${role}`)}</span>
        <span className="num ml-auto">{label(row.number)}</span>
      </p>
      <p className="mt-1 font-semibold wrap-anywhere">{row.subject}</p>
      <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-0.5 text-12 text-text-2">
        <span className="inline-flex items-center gap-1">
          <StateGlyph state={row.state} colour={standing.colour} /> {standing.label}
        </span>
        <span>{row.requester.name}</span>
        <span className="num">{t("merge.messages", { count: row.message_count })}</span>
        <TimeAgo at={row.last_message_at} form="clock" />
      </p>
      {last && (
        <p dir="auto" className="mt-1.5 line-clamp-2 text-12 text-text-2 wrap-anywhere">
          {last.body_text}
        </p>
      )}
    </section>
  );
}

/** What is over takes nothing in. */
const takesIn = (row: Row | Ticket) => row.merged_into === null && row.state !== "closed" && row.state !== "spam";

interface Props {
  ticket: Ticket;
  onClose: () => void;
}

/** Both sides and what becomes of them, before anything happens. */
function Preview({ ticket, other, onBack, onClose }: Props & { other: Row; onBack: () => void }) {
  const { t } = useTranslation("work");
  const label = useLabelOf();
  const merge = useMerge();
  const [turned, setTurned] = useState(false);
  const whole = useQuery(ticketQuery(other.number)).data?.ticket;
  const [source, target] = turned && whole ? [whole, ticket] : [ticket, whole ?? other];
  const strangers = source.requester.id !== target.requester.id;
  const facts = [
    t("merge.will_close", { source: label(source.number), target: label(target.number) }),
    t("merge.will_send", { target: label(target.number) }),
    ...(strangers ? [t("merge.will_join", { name: source.requester.name, target: label(target.number) })] : []),
    t("merge.will_undo"),
  ];
  const confirm = () => {
    onClose();
    merge.mutate({ source, into: target.number });
  };
  return (
    <div className="flex flex-col gap-2 p-4">
      <Side row={source} role="goes" />
      <div className="flex items-center justify-center gap-2 text-text-3">
        <ArrowDown aria-hidden className="icon" />
        <Button size="s" disabled={!whole || !takesIn(ticket)} onClick={() => setTurned(!turned)}>
          <ArrowUpDown aria-hidden className="icon-s" /> {t("merge.turn")}
        </Button>
      </div>
      <Side row={target} role="stays" />
      <ul className="mt-1 flex list-disc flex-col gap-0.5 pl-5 text-12 text-text-2">
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={onBack}>{t("merge.other")}</Button>
        <Button look="primary" autoFocus onClick={confirm}>
          {t("merge.confirm", { target: label(target.number) })}
        </Button>
      </div>
    </div>
  );
}

/** Picks the ticket that this one goes into, or the other way round. */
export default function MergeDialog({ ticket, onClose }: Props) {
  const { t } = useTranslation("work");
  const [other, setOther] = useState<Row | null>(null);
  return (
    <Dialog title={t("merge.title", { label: ticket.label })} onClose={onClose} size={other ? "m" : "l"}>
      {other ? (
        <Preview ticket={ticket} other={other} onBack={() => setOther(null)} onClose={onClose} />
      ) : (
        <TicketPicker ticket={ticket} label={t("merge.into")} onPick={setOther} accepts={takesIn} />
      )}
    </Dialog>
  );
}
