import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CannedResponseRow } from "@/api/types";
import { useStore } from "@/lib/store";
import { cx } from "@/ui/class-names";
import { Keys } from "@/ui/keys";
import { announce } from "@/ui/toasts";
import type { ComposerPopup, PopupProps } from "@/features/drafts/composer-popup";
import { useReason } from "@/features/tickets/reasons";
import { cannedLanguage, cannedQuery, chooseCannedLanguage, fitting, insertable, nameOfLanguage, render } from "./canned";

const MOST = 7;
const ROW = 52;
const NONE: CannedResponseRow[] = [];

function Option({ item, chosen, onEnter, onChoose }: { item: CannedResponseRow; chosen: boolean; onEnter: () => void; onChoose: () => void }) {
  return (
    <li
      role="option"
      aria-selected={chosen}
      onPointerEnter={onEnter}
      onMouseDown={(event) => {
        event.preventDefault();
        onChoose();
      }}
      className={cx("flex min-h-12 flex-col justify-center rounded-m px-2 py-1", chosen && "bg-raised-hover")}
    >
      <span className="flex items-center gap-2">
        <span className="truncate font-medium">{item.name}</span>
        {item.shortcut && <code className="text-12 text-text-2">/{item.shortcut}</code>}
        {item.folder && <span className="ml-auto truncate text-12 text-text-2">{item.folder}</span>}
      </span>
      <span className="truncate text-12 text-text-2">{item.preview}</span>
    </li>
  );
}

/** The languages of what is marked; one after the other with Tab. */
function Languages({ item, current, onChoose }: { item: CannedResponseRow | undefined; current: string | undefined; onChoose: (language: string) => void }) {
  const { t, i18n } = useTranslation("work");
  if (!item || item.languages.length < 2) return null;
  return (
    <div className="flex flex-wrap items-center gap-1 border-t px-2 py-1.5 text-12 text-text-2">
      {t("canned.language")}
      {item.languages.map((language) => (
        <button
          key={language}
          type="button"
          tabIndex={-1}
          aria-pressed={language === current}
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(language);
          }}
          className="rounded-s px-1.5 hover:bg-hover aria-pressed:bg-selected aria-pressed:font-medium aria-pressed:text-text"
        >
          {nameOfLanguage(language, i18n.language)}
        </button>
      ))}
      <span className="ml-auto">
        <Keys keys="tab" />
      </span>
    </div>
  );
}

/** The language a response would speak, as far as the desk can tell. */
function spoken(item: CannedResponseRow | undefined, wanted: string | null): string | undefined {
  const plain = (language: string) => language.split("-")[0];
  return item?.languages.find((each) => wanted !== null && plain(each) === plain(wanted)) ?? item?.languages[0];
}

/** What can be said in few keys: chosen by shortcut or words, put in as it reads on this ticket. */
function CannedPopup({ number, query, caret, takeKeys, onInsert, onClose }: PopupProps) {
  const { t, i18n } = useTranslation("work");
  const reason = useReason();
  const all = useQuery(cannedQuery);
  const found = fitting(all.data ?? NONE, query, MOST);
  const wanted = useStore(cannedLanguage);
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, found.length - 1);
  const item = found[chosen];
  const language = spoken(item, wanted);
  const insert = useRef(onInsert);
  useEffect(() => void (insert.current = onInsert));
  const put = useMutation({
    mutationFn: ({ id }: CannedResponseRow) => render(id, number, cannedLanguage.get()),
    onSuccess({ html, unresolved }, { id }) {
      insert.current(insertable(html), id);
      if (unresolved.length > 0) announce(t("canned.unresolved", { names: unresolved.map((each) => each.variable).join(", ") }));
    },
  });
  const choose = (each: CannedResponseRow | undefined) => each && !put.isPending && put.mutate(each);
  const speak = (next: string) => {
    chooseCannedLanguage(next);
    announce(nameOfLanguage(next, i18n.language));
  };
  useEffect(() => {
    takeKeys((event) => {
      if (event.key === "Escape") {
        onClose();
        return true;
      }
      if (!item || event.ctrlKey || event.metaKey || event.altKey) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) setAt((chosen + step + found.length) % found.length);
      else if (event.key === "Enter") choose(item);
      else if (event.key === "Tab" && item.languages.length > 1) {
        const next = (item.languages.indexOf(language ?? "") + 1) % item.languages.length;
        speak(item.languages[next] ?? "en");
      } else return false;
      return true;
    });
    return () => takeKeys(null);
  });
  const above = caret.top > Math.min(found.length, MOST) * ROW + ROW;
  const nothing = found.length === 0;
  if (nothing && query !== "" && all.isSuccess) return null;
  return (
    <div
      className="fixed z-30 flex w-small-dialog flex-col overflow-hidden rounded-l border bg-raised shadow-float"
      style={{ maxWidth: innerWidth - 16, left: Math.max(8, Math.min(caret.left, innerWidth - 420)), ...(above ? { bottom: innerHeight - caret.top + 4 } : { top: caret.bottom + 4 }) }}
    >
      {nothing ? (
        <p role={all.isError ? "alert" : "status"} className="px-3 py-2.5 text-12 text-text-2">
          {all.isError ? reason(all.error) : t(all.isPending ? "canned.loading" : "canned.none")}
        </p>
      ) : (
        <ul role="listbox" aria-label={t("canned.title")} aria-busy={put.isPending} className="p-1">
          {found.map((each, index) => (
            <Option key={each.id} item={each} chosen={index === chosen} onEnter={() => setAt(index)} onChoose={() => choose(each)} />
          ))}
        </ul>
      )}
      {put.isError && (
        <p role="alert" className="border-t bg-breach-soft px-3 py-2 text-12 font-medium text-breach">
          {reason(put.error)}
        </p>
      )}
      <Languages item={item} current={language} onChoose={speak} />
    </div>
  );
}

export const CANNED: ComposerPopup = { sign: "/", kinds: ["reply", "note"], Popup: CannedPopup };
