import { CircleAlert, MessageSquareWarning } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { Button } from "@/ui/button";
import { TimeAgo } from "@/ui/time-ago";
import type { Setback } from "@/features/drafts/draft";

interface Props {
  setback: Setback | null;
  unseen: Message[];
  canSend: boolean;
  onRead: () => void;
  onSendAnyway: () => void;
}

function Unseen({ setback, unseen, canSend, onRead, onSendAnyway }: Props) {
  const { t } = useTranslation();
  const names = [...new Set(unseen.map((message) => message.author.name))].join(", ");
  return (
    <div role="alert" className="border-y bg-risk-soft px-3.5 py-2 not-first:mt-1.5">
      <p className="flex items-start gap-2 text-12 font-medium text-risk">
        <MessageSquareWarning aria-hidden className="icon-s mt-0.5" />
        {names ? t(setback?.stale ? "composer.stale_by" : "composer.unseen_by", { names }) : t("composer.stale")}
      </p>
      <ul className="my-2 flex max-h-40 flex-col gap-2 overflow-auto" tabIndex={0} aria-label={t("composer.unseen_list")}>
        {unseen.map((message) => (
          <li key={message.id}>
            <p className="flex gap-1.5 text-12 text-text-2">
              <b className="font-semibold text-text">{message.author.name}</b>
              {message.kind === "note" && t("message.internal_note")}
              <TimeAgo at={message.created_at} form="clock" />
            </p>
            <p dir="auto" className="line-clamp-6 wrap-anywhere whitespace-pre-wrap">
              {message.body_text.trim()}
            </p>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        {setback?.stale && (
          <Button look="quiet" disabled={!canSend} onClick={onSendAnyway} className="bg-surface text-text">
            {t("composer.send_anyway")}
          </Button>
        )}
        <Button look="quiet" onClick={onRead} className="bg-surface text-text">
          {t("composer.i_have_read")}
        </Button>
      </div>
    </div>
  );
}

/** Stands above the draft when something is in its way: news in the thread, or a send that failed. */
export function SetbackPanel(props: Props) {
  const { t } = useTranslation();
  const { setback, unseen } = props;
  if (unseen.length > 0 || setback?.stale) return <Unseen {...props} />;
  if (!setback) return null;
  return (
    <p role="alert" className="mt-1.5 flex items-start gap-2 border-y bg-breach-soft px-3.5 py-2 text-12 font-medium text-breach">
      <CircleAlert aria-hidden className="icon-s mt-0.5" />
      <span className="wrap-anywhere">{t("composer.kept", { reason: setback.reason })}</span>
    </p>
  );
}
