import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { cx } from "@/ui/class-names";
import { IconButton } from "@/ui/icon-button";
import { everybody, type Addressees } from "@/features/drafts/draft";
import { addTo, problemsOf, removeFrom, type Line } from "./addressees";

const LINES: Line[] = ["to", "cc", "bcc"];

interface Props {
  ticket: Ticket;
  people: Addressees | null;
  onChange: (people: Addressees | null) => void;
}

function Chip({ address, name, wrong, onRemove }: { address: string; name: string | undefined; wrong: boolean; onRemove: () => void }) {
  const { t: work } = useTranslation("work");
  return (
    <li
      className={cx(
        "inline-flex h-6 max-w-full items-center gap-0.5 rounded-m border pl-2 text-12",
        wrong ? "border-breach bg-breach-soft text-breach" : "bg-sunken text-text",
      )}
    >
      <span className="truncate" title={address}>
        {name ?? address}
      </span>
      <button
        type="button"
        aria-label={work("recipients.remove", { address })}
        onClick={onRemove}
        className="grid size-6 shrink-0 place-items-center rounded-m text-text-3 hover:text-text"
      >
        <X aria-hidden className="icon-xs" />
      </button>
    </li>
  );
}

interface LineProps {
  line: Line;
  people: Addressees;
  ticket: Ticket;
  onChange: (people: Addressees) => void;
}

/** One line of addresses. Enter, comma, semicolon, space or leaving the field adds; Backspace in the empty field takes the last away. */
function AddressLine({ line, people, ticket, onChange }: LineProps) {
  const { t: work } = useTranslation("work");
  const [text, setText] = useState("");
  const wrong = problemsOf(people[line]);
  const nameOf = (address: string) => ticket.participants.find((person) => person.email === address)?.name;
  const field = useRef<HTMLInputElement>(null);
  const remove = (address: string) => {
    onChange(removeFrom(people, line, address));
    // The button that was pressed is gone; the keys go on in the line.
    field.current?.focus();
  };
  const add = (what: string) => {
    setText("");
    if (what.trim()) onChange(addTo(people, line, what));
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const ends = ["Enter", ",", ";", " "].includes(event.key) && !event.ctrlKey && !event.metaKey;
    if (ends && !event.nativeEvent.isComposing) {
      if (event.key !== "Enter" || text) event.preventDefault();
      add(text);
    } else if (event.key === "Backspace" && text === "") {
      const last = people[line].at(-1);
      if (last) onChange(removeFrom(people, line, last));
    }
  };
  return (
    <div className="flex items-start gap-2">
      <label htmlFor={`recipients-${line}`} className="w-7 shrink-0 pt-1 text-text-3">
        {work(`recipients.${line}`)}
      </label>
      <ul className="flex min-w-0 flex-1 flex-wrap gap-1">
        {people[line].map((address) => (
          <Chip key={address} address={address} name={nameOf(address)} wrong={wrong.includes(address)} onRemove={() => remove(address)} />
        ))}
        <li className="min-w-24 flex-1">
          <input
            ref={field}
            id={`recipients-${line}`}
            value={text}
            type="text"
            inputMode="email"
            autoComplete="off"
            spellCheck={false}
            list="recipients-known"
            aria-invalid={wrong.length > 0 || undefined}
            aria-describedby={wrong.length > 0 ? "recipients-wrong" : undefined}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            onBlur={() => add(text)}
            onPaste={(event) => {
              const pasted = event.clipboardData.getData("text");
              if (!/[,;\n]/.test(pasted)) return;
              event.preventDefault();
              add(pasted);
            }}
            className="h-6 w-full rounded-s bg-transparent px-1 text-12 text-text focus-visible:bg-sunken"
          />
        </li>
      </ul>
    </div>
  );
}

/** To whom a reply goes: one line while it is as usual, three when it is looked at. */
export function Recipients({ ticket, people, onChange }: Props) {
  const { t } = useTranslation();
  const { t: work } = useTranslation("work");
  const [open, setOpen] = useState(false);
  const usual = everybody(ticket);
  const shown = people ?? usual;
  const all = LINES.flatMap((line) => shown[line]);
  const wrong = problemsOf(all);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) box.current?.querySelector("input")?.focus();
  }, [open]);

  if (!open) {
    const rest = all.length - 1;
    return (
      <button
        type="button"
        aria-expanded={false}
        data-tip={work("recipients.open", { people: all.join(", ") || work("recipients.nobody") })}
        onClick={() => setOpen(true)}
        className={cx("flex h-6 min-w-0 items-center gap-1 rounded-s px-1 hover:bg-hover hover:text-text", (wrong.length > 0 || all.length === 0) && "text-breach")}
      >
        <span className="sr-only">{work("recipients.title")}: </span>
        <span className="min-w-0 truncate">
          {t("composer.to")} <span className="text-text-2">{all[0] ?? work("recipients.nobody")}</span>
          {rest > 0 && <span className="num"> {t("composer.and_more", { count: rest })}</span>}
        </span>
        <ChevronDown aria-hidden className="icon-xs" />
      </button>
    );
  }
  return (
    <div
      ref={box}
      role="group"
      aria-label={work("recipients.title")}
      className="order-last mt-1 flex basis-full flex-col gap-1 border-y py-1.5 pl-1.5"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        setOpen(false);
      }}
    >
      {LINES.map((line) => (
        <AddressLine key={line} line={line} people={shown} ticket={ticket} onChange={onChange} />
      ))}
      <datalist id="recipients-known">
        {ticket.participants
          .filter((person) => !all.includes(person.email))
          .map((person) => (
            <option key={person.email} value={person.email}>
              {person.name}
            </option>
          ))}
      </datalist>
      {wrong.length > 0 && (
        <p id="recipients-wrong" role="alert" className="pl-9 font-medium text-breach">
          {work("recipients.wrong", { count: wrong.length, addresses: wrong.join(", ") })}
        </p>
      )}
      <div className="flex items-center justify-between gap-2 pl-9">
        {people ? (
          <button type="button" className="rounded-xs font-medium text-accent hover:underline" onClick={() => onChange(null)}>
            {work("recipients.usual")}
          </button>
        ) : (
          <span>{work("recipients.is_usual")}</span>
        )}
        <IconButton icon={ChevronUp} label={work("recipients.close")} keys="escape" onClick={() => setOpen(false)} className="size-6" />
      </div>
    </div>
  );
}
