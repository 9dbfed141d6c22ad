import { Moon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Row } from "@/api/types";
import { isAsleep } from "@/features/tickets/asleep";
import { useSnoozeWords } from "./snooze-words";

/** That a ticket sleeps, and until when. Nothing when it is awake. */
export function SnoozeMark({ row, className }: { row: Row; className?: string }) {
  const { t } = useTranslation();
  const words = useSnoozeWords();
  if (!isAsleep(row)) return null;
  const until = words(row);
  return (
    <span className={`inline-flex items-center gap-1 whitespace-nowrap ${className ?? ""}`}>
      <Moon role="img" aria-label={t("snooze.asleep")} className="icon-s" />
      <span className="num">{until}</span>
    </span>
  );
}
