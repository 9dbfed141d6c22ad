import { useTranslation } from "react-i18next";
import type { FilterField } from "@/api/types";
import type { Row } from "./tree";

const TIMES = ["date", "moment"];

/** How fields, questions and values are called; a workspace's own have its words. */
export function useFilterWords() {
  const { t } = useTranslation("filters");
  const field = ({ name, label }: Pick<FilterField, "name" | "label">) => label ?? t(`field.${name as "priority"}`, { defaultValue: name });

  const question = ({ kind }: Pick<FilterField, "kind">, { op, negated }: Pick<Row, "op" | "negated">): string => {
    const side = negated ? "not" : "is";
    switch (op) {
      case "any_of":
        return t(`ask.${kind === "set" ? "set" : kind === "choice" || kind === "tree" ? "choice" : "value"}.${side}`);
      case "contains":
      case "starts_with":
      case "under":
      case "empty":
        return t(`ask.${op}.${side}`);
      default:
        return TIMES.includes(kind) ? t(`ask.time_${op}.${side}`) : t(`ask.${op}.${side}`);
    }
  };

  /** A choice of a tree stands below others: all their names. */
  const choice = (of: FilterField, value: string, seen: readonly string[] = []): string => {
    const found = of.choices?.find((each) => each.value === value);
    if (!found) return of.keywords.includes(value) ? t(`keyword.${value as "me"}`) : value;
    const own = found.label && found.label !== value ? found.label : t(`value.${value as "urgent"}`, { defaultValue: value });
    return found.parent && !seen.includes(value) ? `${choice(of, found.parent, [...seen, value])} › ${own}` : own;
  };
  return { t, field, question, choice };
}
