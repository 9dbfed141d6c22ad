import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/ui/avatar";
import { announce } from "@/ui/toasts";
import type { People } from "@/features/tickets/use-people";
import { useOthers } from "./use-others";

const SHOWN = 3;

/** "Jonas is typing": stands between the conversation and the answer, so that two people do not write the same. */
export function PresenceLine({ number, people }: { number: number; people: People }) {
  const { t, i18n } = useTranslation();
  const others = useOthers(number);
  const typing = others.filter((person) => person.state === "typing");
  const names = (list: typeof others) =>
    new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(list.map((person) => people.nameOf(person.user)));
  const doing = typing.length > 0 ? typing : others;
  const text = others.length === 0 ? "" : t(typing.length > 0 ? "presence.typing" : "presence.viewing", { names: names(doing), count: doing.length });

  // Who only looks is not worth an interruption; who writes is.
  const said = useRef("");
  useEffect(() => {
    const now = typing.length > 0 ? text : "";
    if (now && now !== said.current) announce(now);
    said.current = now;
  }, [text, typing.length]);

  if (others.length === 0) return null;
  return (
    <p className="flex shrink-0 items-center gap-1.5 px-4 pb-2 text-12 text-text-2 animate-appear pane:px-6">
      {others.slice(0, SHOWN).map((person) => (
        <Avatar key={person.user} id={person.user} name={people.nameOf(person.user)} size="s" />
      ))}
      <span className="min-w-0 truncate">{text}</span>
    </p>
  );
}
