import { useTranslation } from "react-i18next";
import type { Duty, Rota } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import { Dialog } from "@/ui/dialog";
import { useReason } from "@/features/tickets/reasons";
import { usePeople } from "@/features/tickets/use-people";
import { useDuties } from "./rota-calls";

/** A moment by the clocks of a zone: handovers are at times of the wall there. */
export function wallText(at: string, zone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

const WHY = { turn: "rota.turn_is", override: "rota.because_override", skipped: "rota.because_skipped" } as const satisfies Record<Duty["because"], string>;

/** Who has the duty in the coming weeks. */
export function DutyList({ rota, onClose }: { rota: Rota; onClose: () => void }) {
  const { t, i18n } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  const people = usePeople();
  const query = useDuties(rota.id);
  const locale = formatLocale(i18n.language);
  const text = (at: string) => wallText(at, rota.zone, locale);
  return (
    <Dialog title={t("rota.weeks", { name: rota.name })} onClose={onClose} size="l">
      <div className="overflow-x-auto p-4" tabIndex={0} role="region" aria-label={t("rota.weeks", { name: rota.name })}>
        <p className="pb-2 text-12 text-text-2">{t("rota.times_in", { zone: rota.zone.replaceAll("_", " ") })}</p>
        {query.data ?
          <table className="num w-full text-13">
            <thead className="text-left text-12 text-text-2">
              <tr>
                <th className="py-1 pr-4 font-medium">{t("rota.when")}</th>
                <th className="py-1 pr-4 font-medium">{t("rota.who")}</th>
                <th className="py-1 font-medium">{t("rota.why")}</th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line border-t">
              {query.data.items.map((each) => (
                <tr key={each.begins_at}>
                  <td className="py-1.5 pr-4 whitespace-nowrap">{t("rota.from_to", { from: text(each.begins_at), to: text(each.ends_at) })}</td>
                  <td className="py-1.5 pr-4 font-medium">{each.user_id ? people.nameOf(each.user_id) : t("rota.nobody")}</td>
                  <td className="py-1.5 text-text-2">{t(each.user_id ? WHY[each.because] : "rota.nobody_text")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        : <p role={query.isError ? "alert" : "status"}>{query.isError ? reason(query.error) : common("common.loading")}</p>}
      </div>
    </Dialog>
  );
}
