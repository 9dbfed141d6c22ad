import { useTranslation } from "react-i18next";
import type { CalendarDay } from "@/api/types";
import { cx } from "@/ui/class-names";
import { different, hoursOf, moment, months, totals, weeks, type Month } from "./year";

const LOOK: Record<CalendarDay["because"], string> = { week: "", holiday: "underline", override: "outline outline-accent" };

function Cell({ day, locale }: { day: CalendarDay | null; locale: string }) {
  const { t } = useTranslation("calendars");
  if (!day) return <td />;
  const open = day.windows.length > 0;
  const said = [open ? hoursOf(day) : t("closed"), day.name].filter(Boolean).join(", ");
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" }).format(moment(day.date));
  return (
    <td className="p-px">
      <span data-tip={`${date}: ${said}`} className={cx("num grid h-5 place-items-center rounded-xs text-11", open ? "bg-accent-soft text-text" : "text-text-3", LOOK[day.because])}>
        <span>
          {Number(day.date.slice(8))}
          <span className="sr-only">: {said}</span>
        </span>
      </span>
    </td>
  );
}

function MonthTable({ month, locale }: { month: Month; locale: string }) {
  const name = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  const short = new Intl.DateTimeFormat(locale, { weekday: "narrow", timeZone: "UTC" });
  const long = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  // The fifth of January 1970 was a Monday.
  const monday = (place: number) => new Date(Date.UTC(1970, 0, 5 + place, 12));
  return (
    <table className="w-full table-fixed self-start">
      <caption className="pb-1 text-left text-12 font-medium text-text-2">{name.format(moment(`${month.id}-01`))}</caption>
      <thead>
        <tr>
          {[0, 1, 2, 3, 4, 5, 6].map((place) => (
            <th key={place} scope="col" abbr={long.format(monday(place))} className="text-11 font-normal text-text-3">
              {short.format(monday(place))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks(month).map((week, index) => (
          <tr key={index}>
            {week.map((day, place) => (
              <Cell key={day?.date ?? place} day={day} locale={locale} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Twelve months as they would be: how long is open, what is different, and every day. */
export function Preview({ days, locale }: { days: CalendarDay[]; locale: string }) {
  const { t } = useTranslation("calendars");
  const { open, hours } = totals(days);
  const others = different(days);
  const date = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return (
    <>
      <p className="num text-text-2">{t("preview_sum", { days: t("open_days", { count: open }), hours: t("hours", { count: hours }) })}</p>
      <div className="grid grid-cols-2 gap-4 pane:grid-cols-3">
        {months(days).map((month) => (
          <MonthTable key={month.id} month={month} locale={locale} />
        ))}
      </div>
      <h3 className="text-12 font-medium text-text-2">{t("different")}</h3>
      {others.length === 0 ?
        <p className="text-12 text-text-3">{t("different_none")}</p>
      : <ul aria-label={t("different")} className="divide-y divide-line border-y text-12">
          {others.map((day) => (
            <li key={day.date} className="flex flex-wrap gap-x-3 py-1">
              <span className="num w-32 text-text-2">{date.format(moment(day.date))}</span>
              <span className="min-w-24 flex-1">{day.name || t(`because.${day.because}`)}</span>
              <span className="num text-text-2">{hoursOf(day) || t("closed")}</span>
            </li>
          ))}
        </ul>
      }
    </>
  );
}
