import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/class-names";
import { Avatar } from "@/ui/avatar";
import type { ComposerPopup, PopupProps } from "@/features/drafts/composer-popup";
import { htmlOfText } from "@/features/drafts/draft";
import { usePeople } from "@/features/tickets/use-people";

const MOST = 6;
const ROW = 32;

/** Colleagues whose name goes on as what stands behind the `@`. */
function MentionPopup({ query, caret, takeKeys, onInsert, onClose }: PopupProps) {
  const { t } = useTranslation();
  const { active, me } = usePeople();
  const wanted = query.toLocaleLowerCase();
  const fits = (name: string) => name.toLocaleLowerCase().split(" ").some((_, at, words) => words.slice(at).join(" ").startsWith(wanted));
  const found = active.filter((user) => user.id !== me.id && fits(user.name)).slice(0, MOST);
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, found.length - 1);
  const choose = (index: number) => {
    const user = found[index];
    // The paragraph's own tags would begin a new one.
    if (user) onInsert(htmlOfText(`@${user.name}`).replaceAll(/<\/?p>/g, "") + " ");
  };
  useEffect(() => {
    takeKeys((event) => {
      if (found.length === 0) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) setAt((chosen + step + found.length) % found.length);
      else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey && !event.altKey) choose(chosen);
      else if (event.key === "Escape") onClose();
      else return false;
      return true;
    });
    return () => takeKeys(null);
  });
  if (found.length === 0) return null;
  const above = caret.top > found.length * ROW + ROW;
  return (
    <ul
      role="listbox"
      aria-label={t("composer.mention")}
      className="fixed z-30 w-menu overflow-hidden rounded-l border bg-raised p-1 shadow-float"
      style={{ left: Math.min(caret.left, innerWidth - 240), ...(above ? { bottom: innerHeight - caret.top + 4 } : { top: caret.bottom + 4 }) }}
    >
      {found.map((user, index) => (
        <li
          key={user.id}
          role="option"
          aria-selected={index === chosen}
          onPointerEnter={() => setAt(index)}
          onMouseDown={(event) => {
            event.preventDefault();
            choose(index);
          }}
          className={cx("flex h-8 items-center gap-2 rounded-m px-2", index === chosen && "bg-raised-hover")}
        >
          <Avatar id={user.id} name={user.name} size="s" />
          <span className="truncate">{user.name}</span>
        </li>
      ))}
    </ul>
  );
}

export const MENTIONS: ComposerPopup = { sign: "@", kinds: ["note"], Popup: MentionPopup };
