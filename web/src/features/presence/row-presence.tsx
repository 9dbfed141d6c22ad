import { useTranslation } from "react-i18next";
import { Avatar } from "@/ui/avatar";
import { cx } from "@/ui/class-names";
import type { People } from "@/features/tickets/use-people";
import type { Person } from "./presence-store";
import { useOthers } from "./use-others";

/** Somebody else is on this ticket: a ringed avatar in the list. */
export function RowPresence({ number, people }: { number: number; people: People }) {
  const [first] = useOthers(number);
  return first ? <Present first={first} people={people} /> : null;
}

function Present({ first, people }: { first: Person; people: People }) {
  const { t } = useTranslation();
  const text = t(`presence.${first.state}`, { names: people.nameOf(first.user), count: 1 });
  return (
    <span data-tip={text} className="inline-flex animate-appear">
      <Avatar
        id={first.user}
        name={people.nameOf(first.user)}
        size="s"
        className={cx("outline-2 outline-offset-1", first.state === "typing" ? "outline-accent" : "outline-line-strong")}
      />
      <span className="sr-only">{text}</span>
    </span>
  );
}
