import { useTranslation } from "react-i18next";
import { formatLocale } from "@/lib/i18n";
import { clockTime } from "@/lib/time";
import { faceOf, leftOf, writeLeft, type Face, type Shown } from "./face";

/** What a clock says, short for its badge and whole for a tooltip, a screen reader, a line of its own. */
export function useSlaWords() {
  const { t, i18n } = useTranslation();
  const locale = formatLocale(i18n.language);

  const short = (clock: Shown, face: Face, now: number): string => {
    if (face === "met") return t("sla.badge_met");
    if (face === "paused" && clock.room === undefined) return t("sla.badge_paused");
    if (face === "breached" && clock.over) return t("sla.badge_missed");
    const left = writeLeft(leftOf(clock, now), locale);
    return face === "paused" ? `${t("sla.badge_paused")} ${left}` : left;
  };

  /** Holds for as long as the face does: it names moments, not what is left. */
  const whole = (clock: Shown, face: Face, now: number): string => {
    const say = (at: string) => clockTime(at, now, locale);
    const key = face === "breached" && clock.met_at ? "breached_met" : face;
    return t(`sla.${key}`, { due: say(clock.due_at), met: say(clock.met_at ?? clock.due_at), left: writeLeft(clock.room ?? 0, locale) });
  };

  /** Its face, its short and its whole words at a moment. */
  const stand = (clock: Shown, now: number): [Face, string, string] => {
    const face = faceOf(clock, now);
    return [face, short(clock, face, now), whole(clock, face, now)];
  };
  return { stand, locale, t };
}
