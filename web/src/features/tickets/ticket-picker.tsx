import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useDeferredValue, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Row, Ticket } from "@/api/types";
import { fold, rank } from "@/lib/fuzzy";
import { cx } from "@/ui/class-names";
import { knownRows } from "./known-rows";
import { headQuery, ticketQuery } from "./queries";
import { rowOf } from "./row-of";
import { StateGlyph } from "./state-glyph";
import { useLabelOf } from "./ticket-ref";
import { useNames } from "./use-rules";
import { VIEWS } from "./views";

const SHOWN = 8;
const SEARCHED = VIEWS.filter((view) => ["open", "waiting", "resolved"].includes(view.id));
const NEVER = 24 * 3_600_000;

/** The number that a query is, as a decimal or with the tenant's prefix. */
export function numberIn(query: string): number | null {
  const found = /^(?:#|\p{L}+-)?0*(\d{1,10})$/u.exec(query.trim());
  return found ? Number(found[1]) : null;
}

/** Tickets that fit: a number exactly, else by number, label, subject and customer; without a query those of the same customer. */
function useFound(query: string, ticket: Ticket): { rows: Row[]; searching: boolean } {
  const client = useQueryClient();
  const label = useLabelOf();
  const heads = useQueries({ queries: SEARCHED.map((view) => headQuery(view, NEVER)) });
  const loaded = heads.map((head) => head.dataUpdatedAt).join();
  const number = numberIn(query);
  const exact = useQuery({ ...ticketQuery(number ?? 0), enabled: number !== null && number !== ticket.number, retry: false });
  const candidates = useMemo(() => {
    void loaded;
    return knownRows(client)
      .filter((row) => row.number !== ticket.number)
      .map((row) => ({ row, folded: fold(`${row.number} ${label(row.number)} ${row.subject} ${row.requester.name}`) }));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `label` is made anew each time and always the same
  }, [client, loaded, ticket.number]);
  return useMemo(() => {
    const same = ({ row }: { row: Row }) => row.requester.id === ticket.requester.id;
    if (!query.trim()) return { rows: candidates.filter(same).slice(0, SHOWN).map(({ row }) => row), searching: false };
    const found = rank(fold(query), candidates, SHOWN).map(({ item }) => item.row);
    const hit = exact.data && number !== ticket.number ? [rowOf(exact.data.ticket)] : [];
    return { rows: [...hit, ...found.filter((row) => row.number !== hit[0]?.number)], searching: exact.isFetching };
  }, [query, candidates, exact.data, exact.isFetching, number, ticket]);
}

interface Props {
  /** The ticket that another one is picked for. */
  ticket: Ticket;
  label: string;
  onPick: (row: Row) => void;
  /** Which tickets can be picked; all others when it is not said. */
  accepts?: (row: Row) => boolean;
}

const ANY = () => true;

/** Finds another ticket with the keyboard: the focus stays in the field, arrows choose, Enter takes. */
export function TicketPicker({ ticket, label: name, onPick, accepts = ANY }: Props) {
  const { t } = useTranslation("work");
  const label = useLabelOf();
  const names = useNames();
  const list = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const { rows: found, searching } = useFound(useDeferredValue(text), ticket);
  const rows = found.filter(accepts);
  const active = rows[Math.min(at, rows.length - 1)];
  const optionId = (row: Row) => `${list}-${row.number}`;
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length > 0) setAt((Math.min(at, rows.length - 1) + step + rows.length) % rows.length);
    else if (event.key === "Enter" && active && !event.nativeEvent.isComposing) onPick(active);
    else return;
    event.preventDefault();
  };
  return (
    <div>
      <div className="flex h-10 items-center gap-2.5 border-b px-4">
        <Search aria-hidden className="icon text-text-3" />
        <input
          autoFocus
          role="combobox"
          aria-label={name}
          aria-expanded={rows.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={active && optionId(active)}
          placeholder={t("picker.placeholder")}
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent outline-none"
        />
      </div>
      {rows.length > 0 && !text.trim() && (
        <p aria-hidden className="px-4 pt-2 text-11 font-medium text-text-3">
          {t("picker.same_customer", { name: ticket.requester.name })}
        </p>
      )}
      <ul id={list} role="listbox" aria-label={name} className="max-h-72 overflow-auto p-1.5 empty:hidden" onMouseDown={(event) => event.preventDefault()}>
        {rows.map((row) => {
          const standing = names.standing(row);
          return (
            <li
              key={row.number}
              id={optionId(row)}
              role="option"
              aria-selected={row === active}
              onClick={() => onPick(row)}
              className={cx("flex h-8 cursor-pointer items-center gap-2.5 rounded-m px-2.5 hover:bg-raised-hover", row === active && "bg-raised-hover")}
            >
              <StateGlyph state={row.state} colour={standing.colour} label={standing.label} />
              <span className="num text-12 text-text-2">{label(row.number)}</span>
              <span className="min-w-0 flex-1 truncate">{row.subject}</span>
              <span className="max-w-32 truncate text-12 text-text-2">{row.requester.name}</span>
            </li>
          );
        })}
      </ul>
      {rows.length === 0 && (
        <p role="status" className="px-4 py-5 text-center text-12 text-text-2">
          {t(searching ? "picker.searching" : text.trim() ? "picker.nothing" : "picker.hint")}
        </p>
      )}
    </div>
  );
}
