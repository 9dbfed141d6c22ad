import { Plus, X } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { changeAndFocus } from "@/lib/change-and-focus";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { Part } from "@/features/settings/sheet";
import type { Exception } from "./draft";
import type { Faults } from "./faults";
import { Windows } from "./windows";

interface Props {
  overrides: Exception[];
  onChange: (overrides: Exception[]) => void;
  faults: Faults;
}

/** Days that are not as in the week: half days, special openings, closures. They stand above week and holidays. */
export function OverridesPart({ overrides, onChange, faults }: Props) {
  const { t } = useTranslation("calendars");
  const list = useRef<HTMLUListElement>(null);
  const put = (index: number, changed: Partial<Exception>) => onChange(overrides.map((each, at) => (at === index ? { ...each, ...changed } : each)));
  const add = (windows: Exception["windows"]) => {
    const added = [...overrides, { first: "", last: "", name: "", windows }];
    changeAndFocus(() => onChange(added), () => list.current?.querySelector<HTMLElement>("li:last-child input"));
  };
  return (
    <Part title={t("overrides")} text={t("overrides_text")}>
      <ul ref={list} aria-label={t("overrides")} className="flex flex-col divide-y divide-line border-y empty:hidden">
        {overrides.map((each, index) => {
          const number = index + 1;
          const of = each.name || t("override", { number });
          return (
            <li key={index} aria-label={of} className="flex flex-col gap-2 py-3">
              <div className="flex items-start gap-1">
                <div className="grid min-w-0 flex-1 gap-2 pane:grid-cols-3">
                  <Field
                    label={t("override_first")}
                    type="date"
                    required
                    value={each.first}
                    onChange={({ target }) => put(index, { first: target.value, last: !each.last || each.last === each.first || each.last < target.value ? target.value : each.last })}
                    error={faults.at(`overrides.${each.first}`, `overrides.${index}.first`)}
                  />
                  <Field label={t("override_last")} type="date" required min={each.first} value={each.last} onChange={({ target }) => put(index, { last: target.value })} error={faults.at(`overrides.${index}.last`)} />
                  <Field label={t("override_name")} maxLength={120} value={each.name} onChange={({ target }) => put(index, { name: target.value })} error={faults.at(`overrides.${index}.name`)} />
                </div>
                <IconButton icon={X} label={t("override_remove", { name: of })} className="mt-6" onClick={() => onChange(overrides.filter((_, at) => at !== index))} />
              </div>
              <Windows of={of} windows={each.windows} onChange={(windows) => put(index, { windows })} none={t("closed_all_day")} error={faults.at(`overrides.${index}.windows`, `overrides.${index}.windows.`)} />
            </li>
          );
        })}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => add([])}>
          <Plus aria-hidden className="icon-s" /> {t("closure_add")}
        </Button>
        <Button onClick={() => add([{ opens: "09:00", closes: "13:00" }])}>
          <Plus aria-hidden className="icon-s" /> {t("opening_add")}
        </Button>
      </div>
    </Part>
  );
}
