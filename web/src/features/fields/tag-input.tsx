import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useDeferredValue, useId, useState, type Ref } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { cx } from "@/ui/class-names";
import { addTags, normalTag, TAG_LENGTH, TAG_LIMIT } from "./tags";

const SUGGESTED = 7;

function useSuggestions(prefix: string, taken: string[], wanted: boolean): string[] {
  const found = useQuery({
    queryKey: ["tags", prefix],
    queryFn: async ({ signal }) => (await dataOf(api.GET("/v1/tags", { params: { query: { prefix } }, signal }))).items,
    enabled: wanted,
    staleTime: 60_000,
    placeholderData: (before) => before,
  }).data;
  return (found ?? []).filter((tag) => tag.startsWith(prefix) && !taken.includes(tag)).slice(0, SUGGESTED);
}

interface Props {
  id?: string;
  label: string;
  tags: string[];
  onChange: (tags: string[]) => void;
  className?: string;
  ref?: Ref<HTMLInputElement>;
  field?: string;
}

/** Tags as chips, and a field that adds more: Enter or a comma adds, Backspace takes the last one away. */
export function TagInput({ id, label, tags, onChange, className, ref, field }: Props) {
  const { t } = useTranslation("work");
  const list = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const full = tags.length >= TAG_LIMIT;
  const suggested = useSuggestions(normalTag(useDeferredValue(text)), tags, open && !full);
  const active = open ? suggested[at] : undefined;

  const add = (more: string) => {
    const next = addTags(tags, more);
    setText("");
    setAt(-1);
    if (next !== tags) onChange(next);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && suggested.length > 0) {
      setOpen(true);
      setAt((at + step + suggested.length) % suggested.length);
    } else if (event.key === "Enter" && (active || text.trim())) add(active ?? text);
    else if (event.key === "," && text.trim()) add(text);
    else if (event.key === "Backspace" && !text && tags.length > 0) onChange(tags.slice(0, -1));
    else if (event.key === "Escape" && (text || at >= 0)) {
      setText("");
      setAt(-1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={cx("relative flex min-w-0 flex-wrap items-center gap-1", className)}>
      {tags.map((tag) => (
        <span key={tag} className="inline-flex h-5 max-w-full items-center rounded-s bg-sunken pl-1.5 text-12 text-text-2">
          <span className="truncate">{tag}</span>
          <button
            type="button"
            aria-label={t("tags.remove", { tag })}
            onClick={() => onChange(tags.filter((other) => other !== tag))}
            className="grid h-5 w-5 place-items-center rounded-s text-text-3 hover:text-text"
          >
            <X aria-hidden className="icon-xs" />
          </button>
        </span>
      ))}
      <input
        ref={ref}
        id={id}
        data-field={field}
        role="combobox"
        aria-label={label}
        aria-expanded={open && suggested.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={active && `${list}-${active}`}
        value={text}
        maxLength={TAG_LENGTH}
        disabled={full}
        autoComplete="off"
        placeholder={t(full ? "tags.full" : "tags.add")}
        onChange={(event) => {
          setText(event.target.value);
          setAt(-1);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => {
          setOpen(false);
          if (text.trim()) add(text);
        }}
        onKeyDown={onKeyDown}
        className="h-5 min-w-16 flex-1 bg-transparent text-12 outline-none"
      />
      <ul
        id={list}
        role="listbox"
        aria-label={label}
        hidden={!open || suggested.length === 0}
        onMouseDown={(event) => event.preventDefault()}
        className="absolute top-full left-0 z-30 mt-1 w-menu rounded-l border border-line bg-raised p-1 shadow-float"
      >
        {suggested.map((tag) => (
          <li
            key={tag}
            id={`${list}-${tag}`}
            role="option"
            aria-selected={tag === active}
            onClick={() => add(tag)}
            className={cx("flex min-h-7 cursor-pointer items-center rounded-m px-2 hover:bg-raised-hover", tag === active && "bg-raised-hover")}
          >
            <span className="truncate">{tag}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
