import { useTranslation } from "react-i18next";
import type { SlaFigure, SlaReportRow } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import type { Way } from "./reports";

/** A share as people read it; a share of nothing is none. */
export function useShare(): (figure: SlaFigure) => string {
  const { i18n } = useTranslation();
  const form = new Intl.NumberFormat(formatLocale(i18n.language), { style: "percent", maximumFractionDigits: 1 });
  return ({ compliance }) => (compliance === null ? "–" : form.format(compliance));
}

/** How much was kept, as a length: what it says stands beside it in figures. */
export function Bar({ figure }: { figure: SlaFigure }) {
  const { compliance } = figure;
  return (
    <span aria-hidden className="block h-1.5 overflow-hidden rounded-xs bg-track">
      {compliance !== null && (
        <span className="flex h-full gap-0.5">
          <span className="h-full bg-met" style={{ width: `${compliance * 100}%` }} />
          <span className="h-full flex-1 bg-breach" />
        </span>
      )}
    </span>
  );
}

/** One metric, big, with what it is of. */
export function Tile({ title, figure, onOpen }: { title: string; figure: SlaFigure; onOpen: () => void }) {
  const { t } = useTranslation("reports");
  const share = useShare();
  return (
    <section aria-label={title} className="flex flex-col gap-1.5 rounded-l border border-line bg-surface p-3">
      <h2 className="text-12 font-medium text-text-2">{title}</h2>
      <p className="num text-20 font-semibold tracking-tight">{share(figure)}</p>
      <Bar figure={figure} />
      <p className="num text-12 text-text-2">{figure.n > 0 ? t("kept_of", { met: figure.met, n: figure.n }) : t("no_verdict")}</p>
      <p className="num text-12 text-text-3">{t("still_open", { open: figure.open })}</p>
      {figure.n + figure.open > 0 && (
        <button type="button" onClick={onOpen} aria-label={t("show_of", { name: title })} className="self-start text-12 text-accent hover:underline">
          {t("show")}
        </button>
      )}
    </section>
  );
}

/** What a row is called: by its label, and where there is none, in words. */
export function useRowName(by: Way): (row: SlaReportRow) => string {
  const { t, i18n } = useTranslation("reports");
  const { t: common } = useTranslation();
  const day = new Intl.DateTimeFormat(formatLocale(i18n.language), { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  return ({ key, label }) => {
    if (by === "day") return day.format(new Date(`${key}T00:00:00Z`));
    if (by === "priority") return common(`priority.${key as "normal"}`);
    if (by === "policy" && key === "default") return t("default_policy");
    if (key === "none") return t(by === "team" ? "no_team" : "nobody");
    return label ?? t("gone");
  };
}

/** Figures told apart, each with the way to its tickets. */
export function FigureTable({ by, rows, onOpen }: { by: Way; rows: SlaReportRow[]; onOpen: (row: SlaReportRow) => void }) {
  const { t } = useTranslation("reports");
  const share = useShare();
  const name = useRowName(by);
  return (
    <div className="overflow-x-auto" role="region" aria-label={t("table", { by: t(`by.${by}`) })} tabIndex={0}>
      <table className="num w-full text-13">
        <thead className="text-left text-12 text-text-2">
          <tr>
            <th scope="col" className="py-1 pr-3 font-medium">{t(`by.${by}`)}</th>
            <th scope="col" className="py-1 pr-3 text-right font-medium">{t("compliance")}</th>
            <th scope="col" className="hidden w-1/4 py-1 pr-3 pane:table-cell">
              <span className="sr-only">{t("bar")}</span>
            </th>
            <th scope="col" className="py-1 pr-3 text-right font-medium">{t("verdict.met")}</th>
            <th scope="col" className="py-1 pr-3 text-right font-medium">{t("verdict.breached")}</th>
            <th scope="col" className="py-1 text-right font-medium">{t("verdict.open")}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t">
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" className="py-1.5 pr-3 text-left font-normal">
                <button type="button" onClick={() => onOpen(row)} className="text-left text-accent hover:underline">
                  {name(row)}
                </button>
              </th>
              <td className="py-1.5 pr-3 text-right font-medium">{share(row)}</td>
              <td className="hidden py-1.5 pr-3 pane:table-cell">
                <Bar figure={row} />
              </td>
              <td className="py-1.5 pr-3 text-right">{row.met}</td>
              <td className="py-1.5 pr-3 text-right">{row.breached}</td>
              <td className="py-1.5 text-right text-text-3">{row.open}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
