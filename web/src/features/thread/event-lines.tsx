import { ChevronDown, Clock, Download, Flag, Mail, Pencil, Siren, UserPlus, Zap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TimeAgo } from "@/ui/time-ago";
import { StateGlyph } from "@/features/tickets/state-glyph";
import { STATES } from "@/features/tickets/states";
import type { People } from "@/features/tickets/use-people";
import type { EventLine } from "./timeline";
import { useEventWords } from "./use-event-words";

interface Props {
  lines: EventLine[];
  people: People;
  customer: string;
}

const SHOWN = 2;

const ICONS: Record<string, typeof Zap> = {
  "ticket.created": Mail,
  "ticket.imported": Download,
  "ticket.assigned": UserPlus,
  "ticket.priority_changed": Flag,
  "ticket.subject_changed": Pencil,
};

/** What the line is about; a state by its own sign, and what nobody did by hand by a bolt. */
function LineIcon({ line }: { line: EventLine }) {
  const first = line.events[0];
  const state = STATES.find((known) => known === first?.data.after);
  if (first?.type === "ticket.state_changed" && state && line.actor.kind !== "system") {
    return <StateGlyph state={state} className="mt-0.5 size-3.25" />;
  }
  const type = first?.type ?? "";
  if (type.startsWith("sla.")) return <Clock aria-hidden className="icon-s mt-0.5 text-text-3" />;
  if (type.startsWith("escalation.")) return <Siren aria-hidden className="icon-s mt-0.5 text-text-3" />;
  const Icon = (line.actor.kind !== "system" && ICONS[type]) || Zap;
  return <Icon aria-hidden className="icon-s mt-0.5 text-text-3" />;
}

function Line({ line, people, customer }: { line: EventLine; people: People; customer: string }) {
  const { t, i18n } = useTranslation();
  const words = useEventWords(people);
  const { kind, id } = line.actor;
  const who = kind === "user" ? people.actorOf(id ?? "") : kind === "customer" ? customer : t(kind === "api_key" ? "people.api_key" : "people.system");
  const list = new Intl.ListFormat(i18n.language).format(line.events.map(words));
  return (
    <li className="flex items-start gap-2 text-12 text-text-3">
      <LineIcon line={line} />
      <p className="min-w-0 flex-1 break-words">
        <span className="text-text-2">{who}</span> {list}
      </p>
      <TimeAgo at={line.at} form="clock" />
    </li>
  );
}

/** What happened between two messages, one line each; of a long run only the last ones are open. */
export function EventLines({ lines, people, customer }: Props) {
  const { t } = useTranslation("work");
  const [isOpen, setOpen] = useState(false);
  const folded = lines.length > SHOWN + 1 && !isOpen;
  return (
    <div className="pl-10">
      {folded && (
        <button
          type="button"
          aria-expanded={false}
          onClick={() => setOpen(true)}
          className="-ml-1 flex h-6 items-center gap-2 rounded-s px-1 text-12 text-text-3 hover:bg-hover hover:text-text"
        >
          <ChevronDown aria-hidden className="icon-s" />
          {t("event.more", { count: lines.length - SHOWN })}
        </button>
      )}
      <ul className="flex flex-col gap-1.5">
        {(folded ? lines.slice(-SHOWN) : lines).map((line) => (
          <Line key={line.id} line={line} people={people} customer={customer} />
        ))}
      </ul>
    </div>
  );
}
