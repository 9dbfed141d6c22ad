import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { nameOfRole, rolesQuery } from "@/features/roles/roles";
import { useRotas } from "@/features/rotas/rota-calls";
import { usePeople } from "@/features/tickets/use-people";
import { useRules } from "@/features/tickets/use-rules";
import type { Recipient } from "./levels";

export interface CalledGroup {
  label: string;
  options: { value: string; label: string }[];
}

export const spell = ({ kind, id }: Recipient): string => (id ? `${kind}:${id}` : kind);

export function readSpelled(text: string): Recipient {
  const at = text.indexOf(":");
  return at < 0 ? { kind: text as Recipient["kind"] } : { kind: text.slice(0, at) as Recipient["kind"], id: text.slice(at + 1) };
}

const byLabel = (a: { label: string }, b: { label: string }) => a.label.localeCompare(b.label);

/** Everybody whom a level can call, in groups, and how each is called; also who is not offered any more. */
export function useCalled() {
  const { t } = useTranslation("policies");
  const { t: roleWords } = useTranslation("roles");
  const people = usePeople();
  const { teams } = useRules();
  const asked = { role: useQuery(rolesQuery), rota: useRotas() };
  const roles = asked.role.data ?? [];
  const rotas = asked.rota.data?.items ?? [];
  const named = (kind: Recipient["kind"], all: { id: string; label: string }[]) => all.map(({ id, label }) => ({ value: `${kind}:${id}`, label })).sort(byLabel);
  const groups: CalledGroup[] = [
    { label: t("called.of_ticket"), options: [{ value: "assignee", label: t("called.assignee") }, { value: "team_lead", label: t("called.team_lead") }] },
    { label: t("called.teams"), options: named("team", teams.filter(({ active }) => active).map(({ id, name }) => ({ id, label: name }))) },
    { label: t("called.rotas"), options: named("rota", rotas.map(({ id, name }) => ({ id, label: name }))) },
    { label: t("called.roles"), options: named("role", roles.filter(({ id }) => id !== "customer").map((role) => ({ id: role.id, label: nameOfRole(role, roleWords) }))) },
    { label: t("called.people"), options: named("person", people.active.map(({ id, name }) => ({ id, label: name }))) },
  ].filter(({ options }) => options.length > 0);
  const labels = new Map(groups.flatMap(({ options }) => options.map(({ value, label }) => [value, label])));
  const personOf = (id: string) => (people.isInactive(id) ? t("called.inactive", { name: people.nameOf(id) }) : people.nameOf(id));
  const nameOf = (one: Recipient): string => {
    const id = one.id ?? "";
    if (one.kind === "person") return personOf(id);
    const comes = (one.kind === "role" || one.kind === "rota") && asked[one.kind].isPending;
    const name = labels.get(spell(one)) ?? teams.find((team) => team.id === id)?.name;
    if (name === undefined) return comes ? "…" : t("called.gone");
    if (one.kind === "assignee" || one.kind === "team_lead") return name;
    return t(`called.${one.kind}`, { name });
  };
  /** Whom a ticket is given to that is not offered any more. */
  const heirName = (heir: string) => (heir.startsWith("user:") ? personOf(heir.slice("user:".length)) : nameOf(readSpelled(heir)));
  return { groups, nameOf, heirName };
}
