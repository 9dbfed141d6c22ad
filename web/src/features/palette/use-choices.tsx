import { useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { Row } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { ACTIONS } from "@/features/actions/catalog";
import { isOffered } from "@/features/actions/registry";
import { SlaBadge } from "@/features/sla/sla-badge";
import { knownRows } from "@/features/tickets/known-rows";
import { StateGlyph } from "@/features/tickets/state-glyph";
import { usePeople, type People } from "@/features/tickets/use-people";
import type { Choice, Sections } from "./choices";
import { fold } from "@/lib/fuzzy";

export interface Person {
  id: string;
  name: string;
  colleague: boolean;
}

type Words = TFunction;

function actionChoices(t: Words): Pick<Sections, "actions" | "views"> {
  const all = ACTIONS.filter(([id, spec]) => !spec.local && id !== "palette" && id !== "search" && isOffered(id));
  const choice = ([id, { icon: Icon, keys }]: (typeof ACTIONS)[number]): Choice => {
    // Named as any one of them: all of them together are more than the compiler follows.
    const label = t(`action.${id}` as "action.next");
    return { id: `action-${id}`, label, folded: fold(label), target: { kind: "action", action: id }, icon: <Icon aria-hidden className="icon" />, keys };
  };
  // What can be done to the open ticket stands first: that is what somebody who reads it wants.
  const rank = { ticket: 0, app: 1, move: 2, write: 3, views: 4 };
  const sorted = [...all].sort((a, b) => rank[a[1].group] - rank[b[1].group]);
  return {
    actions: sorted.filter(([, spec]) => spec.group !== "views").map(choice),
    views: sorted.filter(([, spec]) => spec.group === "views").map(choice),
  };
}

function ticketChoice(row: Row, prefix: string, t: Words): Choice {
  const label = row.subject || t("row.no_subject");
  const clock = row.sla;
  const name = `${prefix}${String(row.number).padStart(4, "0")}`;
  return {
    id: `ticket-${row.number}`,
    label,
    folded: fold(`${row.number} ${name} ${label} ${row.requester.name}`),
    target: { kind: "ticket", number: row.number, row },
    icon: <StateGlyph state={row.state} label={t(`state.${row.state}`)} />,
    hint: (
      <>
        {clock && <SlaBadge clock={clock} tip={false} />}
        <span className="hidden max-w-40 truncate pane:inline">{row.requester.name}</span>
        <span className="num">{name}</span>
      </>
    ),
  };
}

function peopleChoices(rows: Row[], people: People, t: TFunction<"work">): Choice[] {
  const customers = new Map(rows.map(({ requester }) => [requester.id, requester.name]));
  const all: Person[] = [
    ...people.active.map(({ id, name }) => ({ id, name, colleague: true })),
    ...[...customers].map(([id, name]) => ({ id, name, colleague: false })),
  ];
  return all.map(({ id, name, colleague }) => ({
    id: `person-${id}`,
    label: name,
    folded: fold(name),
    target: { kind: "person", id, name, colleague },
    icon: <Avatar id={id} name={name} size="s" />,
    hint: t(colleague ? "palette.colleague" : "palette.customer"),
  }));
}

/** All that can be chosen, made once when the palette opens. */
export function useChoices(): Sections {
  const { t } = useTranslation();
  const { t: work } = useTranslation("work");
  const client = useQueryClient();
  const people = usePeople();
  const prefix = useSession().tenant.ticket_label;
  return useMemo(() => {
    const rows = knownRows(client);
    return { ...actionChoices(t), tickets: rows.map((row) => ticketChoice(row, prefix, t)), people: peopleChoices(rows, people, work) };
  }, [client, people, prefix, t, work]);
}
