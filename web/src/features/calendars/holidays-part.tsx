import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { changeAndFocus } from "@/lib/change-and-focus";
import { cx } from "@/ui/class-names";
import { Button } from "@/ui/button";
import { INPUT } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { Choice } from "@/features/settings/controls";
import { Part } from "@/features/settings/sheet";
import { countriesQuery } from "./calendars";
import type { Draft } from "./draft";
import type { Faults } from "./faults";
import { FileButton } from "./file-button";

interface Props {
  draft: Draft;
  onChange: (changed: Partial<Draft>) => void;
  faults: Faults;
}

function Region({ draft, onChange, faults }: Props) {
  const { t, i18n } = useTranslation("calendars");
  const countries = useQuery(countriesQuery).data ?? [];
  const names = new Intl.DisplayNames(i18n.language, { type: "region" });
  const offered = countries.map(({ country }) => ({ value: country, label: names.of(country) ?? country })).sort((a, b) => a.label.localeCompare(b.label));
  // Until the list is there, the one that is chosen stays chosen.
  if (draft.country && countries.length === 0) offered.push({ value: draft.country, label: names.of(draft.country) ?? draft.country });
  const parts = countries.find(({ country }) => country === draft.country)?.subdivisions ?? (draft.subdivision ? [draft.subdivision] : []);
  return (
    <div className="grid gap-3.5 pane:grid-cols-2">
      <Choice
        label={t("country")}
        value={draft.country}
        onChange={(country) => onChange({ country, subdivision: "" })}
        options={[{ value: "", label: t("country_none") }, ...offered]}
        error={faults.at("country")}
        hint={t("country_hint")}
      />
      {parts.length > 0 && (
        <Choice
          label={t("subdivision")}
          value={draft.subdivision}
          onChange={(subdivision) => onChange({ subdivision })}
          options={[{ value: "", label: t("subdivision_none") }, ...parts.map((value) => ({ value, label: value }))]}
          error={faults.at("subdivision")}
        />
      )}
    </div>
  );
}

/** Days off: those of a country, and those that somebody names, by hand or out of a file. */
export function HolidaysPart({ draft, onChange, faults }: Props) {
  const { t } = useTranslation("calendars");
  const list = useRef<HTMLUListElement>(null);
  const days = draft.holidays;
  const put = (index: number, changed: Partial<Draft["holidays"][number]>) => onChange({ holidays: days.map((day, at) => (at === index ? { ...day, ...changed } : day)) });
  const add = () => {
    const added = [...days, { date: "", name: "" }];
    changeAndFocus(() => onChange({ holidays: added }), () => list.current?.querySelector<HTMLElement>("li:last-child input"));
  };
  const wrong = faults.at("holidays");
  return (
    <Part title={t("holidays")} text={t("holidays_text")}>
      <Region draft={draft} onChange={onChange} faults={faults} />
      {days.length > 0 && (
        <ul ref={list} aria-label={t("own_holidays")} className="flex max-h-views flex-col gap-1 overflow-y-auto p-0.5">
          {days.map((day, index) => {
            const fault = faults.at(`holidays.${index}.`);
            return (
              <li key={index} className="flex flex-wrap items-center gap-1">
                <input
                  type="date"
                  required
                  value={day.date}
                  aria-label={t("holiday_date", { number: index + 1 })}
                  aria-invalid={fault ? true : undefined}
                  onChange={(event) => put(index, { date: event.target.value })}
                  className={cx(INPUT, "h-8 w-36!")}
                />
                <input
                  value={day.name}
                  maxLength={120}
                  aria-label={t("holiday_name", { number: index + 1 })}
                  placeholder={t("holiday_name_empty")}
                  onChange={(event) => put(index, { name: event.target.value })}
                  className={cx(INPUT, "h-8 min-w-24 flex-1 basis-0")}
                />
                <IconButton icon={X} label={t("holiday_remove", { day: day.name || day.date || index + 1 })} onClick={() => onChange({ holidays: days.filter((_, at) => at !== index) })} />
                {fault && <p className="w-full text-12 text-breach">{fault}</p>}
              </li>
            );
          })}
        </ul>
      )}
      {wrong && <p className="text-12 text-breach">{wrong}</p>}
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={add}>
          <Plus aria-hidden className="icon-s" /> {t("holiday_add")}
        </Button>
        <FileButton known={days} onDays={(holidays) => onChange({ holidays })} />
        {days.length > 0 && <span className="num text-12 text-text-3">{t("days", { count: days.length })}</span>}
        {days.length > 1 && (
          <Button look="plain" className="mx-0!" onClick={() => onChange({ holidays: [] })}>
            {t("holidays_clear")}
          </Button>
        )}
      </div>
    </Part>
  );
}
