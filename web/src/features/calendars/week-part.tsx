import { Copy } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/icon-button";
import { announce } from "@/ui/toasts";
import { Part } from "@/features/settings/sheet";
import { DAYS, WORKDAYS, type DayName, type Draft } from "./draft";
import type { Faults } from "./faults";
import { Windows } from "./windows";

interface Props {
  week: Draft["week"];
  onChange: (week: Draft["week"]) => void;
  faults: Faults;
}

/** The hours of every week. */
export function WeekPart({ week, onChange, faults }: Props) {
  const { t } = useTranslation("calendars");
  const copy = (from: DayName) => {
    onChange({ ...week, ...Object.fromEntries(WORKDAYS.map((day) => [day, week[from]])) });
    announce(t("copied", { day: t(`day.${from}`) }));
  };
  const wrong = faults.at("week");
  return (
    <Part title={t("week")} text={t("week_text")}>
      <ul aria-label={t("week")} className="flex flex-col divide-y divide-line border-y">
        {DAYS.map((day) => (
          <li key={day} className="flex flex-wrap items-start gap-x-2 py-1">
            <span className="w-24 shrink-0 py-1.5 font-medium">{t(`day.${day}`)}</span>
            <Windows of={t(`day.${day}`)} windows={week[day]} onChange={(windows) => onChange({ ...week, [day]: windows })} none={t("closed")} error={faults.at(`week.${day}`, `week.${day}.`)} />
            <IconButton icon={Copy} label={t("copy", { day: t(`day.${day}`) })} disabled={week[day].length === 0} onClick={() => copy(day)} />
          </li>
        ))}
      </ul>
      {wrong && (
        <p role="alert" className="text-12 text-breach">
          {wrong}
        </p>
      )}
    </Part>
  );
}
