import { GitCompare } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { TimeAgo } from "@/ui/time-ago";
import type { Choice } from "@/features/drafts/draft-sync";
import type { ServerDraft } from "@/features/drafts/server-drafts";
import { usePeople } from "@/features/tickets/use-people";

const CHOICES: Choice[] = ["both", "mine", "theirs"];

/** Somebody else, or another device, wrote on the same draft: both are shown, and nothing goes before it is chosen. */
export function DraftConflict({ theirs, onChoose }: { theirs: ServerDraft; onChoose: (choice: Choice) => void }) {
  const { t } = useTranslation("work");
  const { me, nameOf } = usePeople();
  const own = theirs.updated_by === me.id;
  return (
    <div role="alert" className="mt-1.5 border-y bg-risk-soft px-3.5 py-2">
      <p className="flex items-start gap-2 text-12 font-medium text-risk">
        <GitCompare aria-hidden className="icon-s mt-0.5" />
        {own ? t("conflict.own") : t("conflict.other", { name: nameOf(theirs.updated_by) })}
      </p>
      <div tabIndex={0} role="group" aria-label={t("conflict.theirs_text")} className="my-2 max-h-40 overflow-auto">
        <p className="flex gap-1.5 text-12 text-text-2">
          <b className="font-semibold text-text">{own ? t("conflict.elsewhere") : nameOf(theirs.updated_by)}</b>
          <TimeAgo at={theirs.updated_at} form="clock" />
        </p>
        <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">
          {theirs.body}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {CHOICES.map((choice) => (
          <Button key={choice} look="quiet" onClick={() => onChoose(choice)} className="bg-surface text-text">
            {t(`conflict.${choice}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}
