/** What the server has against a draft, and where in the form that stands. */
import type { TFunction } from "i18next";
import { ApiProblem } from "@/api/problem";
import type { Draft } from "./draft";

const KNOWN = ["never_open", "unknown_zone", "empty", "out_of_range", "overlaps", "taken", "too_long", "conflicting", "unknown_value", "not_a_day"] as const;

export interface Faults {
  /** Of the first of these places that something is wrong with; a place ends with a dot to mean what lies in it. */
  at: (...places: string[]) => string | null;
  /** How many have a place in the form. */
  count: number;
}

const SHOWN: (keyof Draft)[] = ["name", "zone", "week", "holidays", "overrides", "country", "subdivision"];

export function faultsOf(error: unknown, t: TFunction<"calendars">): Faults {
  const all = error instanceof ApiProblem ? error.fields : [];
  const words = ({ code, message }: { code: string; message: string }) => {
    const known = KNOWN.find((each) => each === code);
    return known ? t(`fault.${known}`) : message;
  };
  const at = (...places: string[]) => {
    const found = places.flatMap((place) => all.filter(({ field }) => field === `body.${place}` || (place.endsWith(".") && field.startsWith(`body.${place}`))));
    return found[0] ? words(found[0]) : null;
  };
  return { at, count: all.filter(({ field }) => SHOWN.some((name) => field.split(".")[1] === name)).length };
}
