import { useTranslation } from "react-i18next";
import { formatLocale } from "@/lib/i18n";
import { clockTime, exactTime, shortAge } from "@/lib/time";
import { useNow } from "@/lib/use-now";

/** `age` for lists (12m), `clock` for threads (09:12). The exact time is one hover away. */
export function TimeAgo({ at, form = "age", className }: { at: string; form?: "age" | "clock"; className?: string }) {
  const now = useNow();
  const locale = formatLocale(useTranslation().i18n.language);
  return (
    <time dateTime={at} title={exactTime(at, locale)} className={`num whitespace-nowrap ${className ?? ""}`}>
      {form === "age" ? shortAge(at, now, locale) : clockTime(at, now, locale)}
    </time>
  );
}
