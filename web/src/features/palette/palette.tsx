import { ArrowRight, Search, UserPlus, X } from "lucide-react";
import { useDeferredValue, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { chordOf } from "@/features/actions/hotkeys";
import { findChoices, type Choice, type Section, type Target } from "./choices";
import { fold } from "@/lib/fuzzy";
import { optionId, ResultList } from "./result-list";
import { useChoices, type Person } from "./use-choices";

interface Props {
  /** Tickets and people only. */
  searchOnly: boolean;
  /** Whether a ticket is open that somebody could be assigned to. */
  canAssign: boolean;
  onClose: () => void;
  onChoose: (target: Exclude<Target, { kind: "person" }>) => void;
}

/** A number that no loaded ticket has may still be one. */
function useNumber(query: string, sections: Section[]): Section[] {
  const { t } = useTranslation("work");
  const number = Number(/^#?(\d{1,10})$/.exec(query)?.[1] ?? /^\p{L}+-(\d{1,10})$/u.exec(query)?.[1]);
  const known = sections.some(({ choices }) => choices.some(({ target }) => target.kind === "ticket" && target.number === number));
  if (!number || known) return sections;
  const label = t("palette.open_number", { number });
  const choice: Choice = { id: `number-${number}`, label, folded: "", target: { kind: "ticket", number, row: null }, icon: <ArrowRight aria-hidden className="icon" /> };
  return [{ name: "tickets", choices: [choice] }, ...sections];
}

function useSections({ searchOnly, canAssign }: Props, person: Person | null, query: string): Section[] {
  const { t } = useTranslation("work");
  const all = useChoices();
  const offered = useMemo(() => {
    if (!person) return searchOnly ? { ...all, actions: [], views: [] } : all;
    const belongs = ({ target }: Choice) => target.kind === "ticket" && (person.colleague ? target.row?.assignee_id : target.row?.requester.id) === person.id;
    const label = t("palette.assign_to", { name: person.name });
    const assign: Choice = { id: "assign", label, folded: fold(label), target: { kind: "assign", id: person.id }, icon: <UserPlus aria-hidden className="icon" /> };
    return { actions: person.colleague && canAssign ? [assign] : [], views: [], tickets: all.tickets.filter(belongs), people: [] };
  }, [all, searchOnly, canAssign, person, t]);
  return useMemo(() => {
    // Without a query nobody wants to see every ticket and everybody, only what can be done.
    if (!query && !person) return findChoices({ ...offered, tickets: [], people: [] }, "");
    if (!query) return findChoices({ ...offered, tickets: offered.tickets.slice(0, 50) }, "");
    return findChoices(offered, query);
  }, [offered, query, person]);
}

/** One field for everything: actions, views, tickets, people. */
export default function Palette(props: Props) {
  const { t } = useTranslation();
  const { t: work } = useTranslation("work");
  const { searchOnly, onClose, onChoose } = props;
  const [text, setText] = useState("");
  const [person, setPerson] = useState<Person | null>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const list = useId();
  const query = fold(useDeferredValue(text).trim());
  const sections = useNumber(query, useSections(props, person, query));
  const flat = sections.flatMap(({ choices }) => choices);
  const active = flat.find((choice) => choice.id === pointed) ?? flat[0];

  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    if (choice.target.kind !== "person") return onChoose(choice.target);
    setPerson(choice.target);
    setText("");
    setPointed(null);
  };
  const step = (by: number) => {
    const at = active ? flat.indexOf(active) : -1;
    setPointed(flat[(at + by + flat.length) % flat.length]?.id ?? null);
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const pace = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (pace) step(pace);
    else if (event.key === "Enter") choose(active);
    else if (event.key === "Backspace" && text === "" && person) setPerson(null);
    else if (chordOf(event, ["palette"])) onClose();
    else return;
    event.preventDefault();
  };

  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-40 flex items-start justify-center bg-scrim p-3 pane:pt-24"
    >
      <Modal className="w-full max-w-palette overflow-hidden rounded-l border border-line bg-raised shadow-float animate-appear">
        <Dialog aria-label={searchOnly ? t("action.search") : work("palette.title")} className="outline-none">
          <div className="flex h-11 items-center gap-2.5 border-b px-3.5">
            <Search aria-hidden className="icon text-text-3" />
            {person && (
              <button
                type="button"
                aria-label={`${work("palette.tickets_of", { name: person.name })}, ${t("common.dismiss")}`}
                onClick={() => setPerson(null)}
                className="inline-flex h-6 shrink-0 items-center gap-1 rounded-m bg-sunken px-2 text-12 hover:bg-raised-hover"
              >
                {person.name}
                <X aria-hidden className="icon-xs text-text-3" />
              </button>
            )}
            <input
              autoFocus
              role="combobox"
              aria-expanded={flat.length > 0}
              aria-controls={list}
              aria-autocomplete="list"
              aria-activedescendant={active && optionId(active)}
              aria-label={searchOnly ? t("action.search") : work("palette.title")}
              placeholder={work(searchOnly || person ? "palette.search_placeholder" : "palette.placeholder")}
              value={text}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => {
                setText(event.target.value);
                setPointed(null);
              }}
              onKeyDown={onKeyDown}
              className="h-full min-w-0 flex-1 bg-transparent text-14 outline-none"
            />
          </div>
          <ResultList id={list} sections={sections} active={active} onPoint={(choice) => setPointed(choice.id)} onChoose={choose} />
          {flat.length === 0 && (text || person) && (
            <div className="px-4 pt-2 pb-6 text-center">
              <p className="wrap-anywhere">{work("palette.nothing", { query: text || person?.name })}</p>
              <p className="mt-1 text-12 text-text-2">{work("palette.nothing_text")}</p>
            </div>
          )}
          <p role="status" className="sr-only">
            {text && work("palette.count", { count: flat.length })}
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
