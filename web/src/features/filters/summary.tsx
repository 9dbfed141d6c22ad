import { useQuery } from "@tanstack/react-query";
import type { FilterTree } from "@/api/types";
import { filterFieldsQuery } from "./filters";
import { groupOf, type Group, type Row } from "./tree";
import { useFilterWords } from "./words";

/** What a filter asks, in a sentence. */
export function FilterSummary({ filter }: { filter: FilterTree }) {
  const { t, field: nameOf, question, choice } = useFilterWords();
  const fields = useQuery(filterFieldsQuery).data?.items;
  if (!fields) return null;
  const row = (part: Row) => {
    const field = fields.find(({ id }) => id === part.field);
    if (!field) return t("field_gone", { name: part.field });
    const values = field.kind === "yes_no" && part.values.length > 0 ? [t(part.values[0] === true ? "yes" : "no")] : part.values.map((value) => choice(field, String(value)));
    return [nameOf(field), question(field, part), values.join(part.op === "within" ? ` ${t("and")} ` : ", ")].filter(Boolean).join(" ");
  };
  const words = (group: Group, outer: boolean): string => {
    const parts = group.parts.map((part) => (part.kind === "row" ? row(part) : words(part, false)));
    const joined = parts.join(` ${t(group.joined === "all" ? "and" : "or")} `);
    return (group.negated ? `${t("not")} ` : "") + (outer && !group.negated ? joined : `(${joined})`);
  };
  const group = groupOf(filter);
  return <>{group.parts.length === 0 ? t("everything") : words(group, true)}</>;
}
