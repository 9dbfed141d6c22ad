import { useId, useLayoutEffect, useRef, useState } from "react";
import type { FilterField, FilterProblem } from "@/api/types";
import { cx } from "@/ui/class-names";
import { INPUT } from "@/ui/field";
import { completions, type Completion } from "./completions";
import { useFilterWords } from "./words";

interface Props {
  text: string;
  fields: FilterField[];
  viewer: boolean;
  problems: FilterProblem[];
  onChange: (text: string) => void;
}

/** A mistake with the place in the text that it begins at. */
function Mistake({ problem, text }: { problem: FilterProblem; text: string }) {
  const { t } = useFilterWords();
  const at = Math.min(problem.at ?? 0, text.length);
  const rest = text.slice(at);
  const word = /^\s*[^\s()]*/u.exec(rest)?.[0] || rest.slice(0, 1);
  return (
    <li className="flex flex-col gap-0.5">
      <span className="text-12 text-breach">{t("problem", { at: at + 1, message: problem.message })}</span>
      <code className="block overflow-hidden text-12 whitespace-pre text-text-2">
        {at > 24 && "…"}
        {text.slice(Math.max(0, at - 24), at)}
        <mark className="rounded-xs bg-breach-soft text-breach underline">{word || "␣"}</mark>
        {rest.slice(word.length, word.length + 24)}
      </code>
      {problem.possible.length > 0 && <span className="text-12 text-text-3">{t("possible", { words: problem.possible.slice(0, 8).join(", ") })}</span>}
    </li>
  );
}

/** A filter as a line of text, with what could come next. */
export function TextBox({ text, fields, viewer, problems, onChange }: Props) {
  const { t } = useFilterWords();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const [marked, setMarked] = useState(-1);
  const goal = useRef<number | null>(null);
  // Before the next key: later, the caret would jump back to where somebody has typed on.
  useLayoutEffect(() => {
    if (goal.current !== null) input.current?.setSelectionRange(goal.current, goal.current);
    goal.current = null;
  });
  const { from, options } = caret === null ? { from: 0, options: [] } : completions(text.slice(0, caret), fields, viewer);
  const isOpen = options.length > 0;
  const chosen = options[marked];
  const take = ({ insert }: Completion) => {
    const next = text.slice(0, from) + insert + text.slice(caret ?? text.length);
    onChange(next);
    setMarked(-1);
    const to = from + insert.length;
    setCaret(to);
    goal.current = to;
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && isOpen) {
      event.preventDefault();
      setMarked((marked + step + options.length + (marked < 0 && step < 0 ? 1 : 0)) % options.length);
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      setCaret(null);
    }
  };
  const look = () => setCaret(input.current?.selectionStart ?? null);
  return (
    <div className="flex flex-col gap-2">
      <div className="relative">
        <input
          ref={input}
          role="combobox"
          aria-label={t("text")}
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosen ? `${id}-${marked}` : undefined}
          aria-invalid={problems.length > 0 ? true : undefined}
          aria-describedby={`${id}-problems`}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="none"
          value={text}
          placeholder="priority:high,urgent -tag:vip"
          onChange={(event) => {
            onChange(event.target.value);
            setCaret(event.target.selectionStart);
            setMarked(-1);
          }}
          onClick={look}
          onKeyUp={(event) => ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key) && look()}
          onBlur={() => setCaret(null)}
          onKeyDown={onKeyDown}
          className={cx(INPUT, "h-9 font-mono")}
        />
        <ul id={`${id}-list`} role="listbox" aria-label={t("completions")} className={isOpen ? "absolute inset-x-0 top-full z-30 mt-1 max-h-views overflow-auto rounded-l border bg-raised p-1 shadow-float" : "hidden"}>
          {options.map((option, index) => (
            <li
              key={option.label}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === marked}
              onPointerDown={(event) => {
                event.preventDefault();
                take(option);
              }}
              className="flex items-center gap-2 rounded-m px-2 py-1 hover:bg-raised-hover aria-selected:bg-selected"
            >
              <code className="text-12">{option.label}</code>
              {option.hint && <span className="truncate text-12 text-text-2">{option.hint}</span>}
            </li>
          ))}
        </ul>
      </div>
      <div id={`${id}-problems`} role="status">
        {problems.length > 0 && (
          <ul className="flex flex-col gap-2">
            {problems.map((problem, index) => (
              <Mistake key={index} problem={problem} text={text} />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
