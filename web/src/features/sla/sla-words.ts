import { useTranslation } from "react-i18next";
import { formatLocale } from "@/lib/i18n";
import { clockTime } from "@/lib/time";
import type { Sla } from "@/api/types";
import { faceOf, leftOf, writeLeft, type Face } from "./face";

/** What a clock says, short for its badge and whole for a tooltip, a screen reader, a line of its own. */
export function useSlaWords() {
  const { t, i18n } = useTranslation();
  const locale = formatLocale(i18n.language);

  const short = (clock: Sla, face: Face, now: number): string => {
    if (face === "met") return t("sla.badge_met");
    if (face === "breached" && clock.answered_at) return t("sla.badge_missed");
    const left = writeLeft(leftOf(clock, now), locale);
    return face === "paused" ? `${t("sla.badge_paused")} ${left}` : left;
  };

  /** Holds for as long as the face does: it names moments, not what is left. */
  const whole = (clock: Sla, face: Face, now: number): string => {
    const say = (at: string) => clockTime(at, now, locale);
    const key = face === "breached" && clock.answered_at ? "breached_met" : face;
    return t(`sla.${key}`, { due: say(clock.due_at), met: say(clock.answered_at ?? clock.due_at), left: writeLeft(leftOf(clock, now), locale) });
  };

  /** Its face, its short and its whole words at a moment. */
  const stand = (clock: Sla, now: number): [Face, string, string] => {
    const face = faceOf(clock, now);
    return [face, short(clock, face, now), whole(clock, face, now)];
  };
  return { stand, locale, t };
}
