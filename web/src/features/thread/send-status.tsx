import { CalendarClock, Check, CircleAlert, CircleHelp, Clock, Undo2, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { Message, SendState, Ticket } from "@/api/types";
import { useLooking } from "@/api/viewing";
import { formatLocale } from "@/lib/i18n";
import { useTicking } from "@/lib/use-ticking";
import { cx } from "@/ui/class-names";
import { Button } from "@/ui/button";
import { laterWords } from "@/features/sending/later";
import { LaterMenu } from "@/features/sending/later-menu";
import { useRecall } from "@/features/sending/use-recall";
import { useReschedule } from "@/features/sending/use-reschedule";

const LOOKS: Record<SendState, [LucideIcon, string]> = {
  held: [Clock, "text-text-3"],
  queued: [Clock, "text-text-3"],
  sending: [Clock, "text-text-3"],
  sent: [Check, "text-text-3"],
  recalled: [Undo2, "text-text-3"],
  failed: [CircleAlert, "rounded-m bg-breach-soft px-2 py-1 text-breach"],
  bounced: [CircleAlert, "rounded-m bg-breach-soft px-2 py-1 text-breach"],
  uncertain: [CircleHelp, "rounded-m bg-risk-soft px-2 py-1 text-risk"],
};

type Loud = "failed" | "uncertain" | "bounced";
const isLoud = (state: SendState): state is Loud => state === "failed" || state === "uncertain" || state === "bounced";

interface Props {
  ticket: Ticket;
  message: Message;
}

/** A reply in the moment in which it can be called back. */
function Held({ message, until }: { message: Message; until: string }) {
  const { t } = useTranslation();
  const recall = useRecall();
  const looking = useLooking();
  const left = useTicking((now) => Math.max(0, Math.ceil((Date.parse(until) - now) / 1_000)));
  return (
    <p className="mt-1.5 flex items-center gap-1.5 text-12 text-text-3">
      <Clock aria-hidden className="icon-s" />
      <span className="num">{left > 0 ? t("send.held_in", { count: left }) : t("send.held")}</span>
      {left > 0 && !looking && (
        <button
          type="button"
          disabled={recall.isPending}
          onClick={() => recall.mutate({ number: message.number, messageId: message.id })}
          className="rounded-xs font-medium text-accent hover:underline"
        >
          {t("undo.undo")}
        </button>
      )}
    </p>
  );
}

/** A reply that goes out later: when, and what can still be made of it. */
function Scheduled({ message, at }: { message: Message; at: string }) {
  const { t, i18n } = useTranslation();
  const { zone } = useSession().tenant;
  const recall = useRecall();
  const move = useReschedule(message.number);
  const busy = recall.isPending || move.isPending;
  const looking = useLooking();
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 rounded-m bg-info-soft px-2 py-1 text-12 text-info">
      <span className="inline-flex items-center gap-1.5 font-medium">
        <CalendarClock aria-hidden className="icon-s" />
        {t("later.goes", { at: laterWords(at, zone, formatLocale(i18n.language)) })}
      </span>
      {!looking && (
        <span className="flex flex-wrap gap-1">
          <LaterMenu
            name={t("later.change")}
            submit={t("later.set")}
            at={at}
            className="inline-flex h-7 items-center rounded-m px-2 font-medium text-text-2 hover:bg-hover hover:text-text"
            onChoose={(next) => move.mutate({ messageId: message.id, sendAt: next })}
          >
            {t("later.change")}
          </LaterMenu>
          <Button look="plain" size="s" className="mx-0" disabled={busy} onClick={() => move.mutate({ messageId: message.id, sendAt: null })}>
            {t("later.now")}
          </Button>
          <Button look="plain" size="s" className="mx-0" disabled={busy} onClick={() => recall.mutate({ number: message.number, messageId: message.id })}>
            {t("later.cancel")}
          </Button>
        </span>
      )}
    </div>
  );
}

/** Whether the mail of a reply has gone out. Quiet when it has; loud, with the reason, when it has not. */
export function SendStatus({ ticket, message }: Props) {
  const { t } = useTranslation();
  const state = message.send_state;
  if (!state) return null;
  const planned = ticket.scheduled.find((each) => each.message_id === message.id);
  if (state === "held" && planned) return <Scheduled message={message} at={planned.at} />;
  if (state === "held" && message.send_after) return <Held message={message} until={message.send_after} />;
  const [Icon, tone] = LOOKS[state];
  const loud = isLoud(state);
  return (
    <p className={cx("mt-1.5 flex w-fit max-w-full items-start gap-1.5 text-12", tone)}>
      <Icon aria-hidden className="icon-s mt-0.5" />
      <span className="wrap-anywhere">
        <span className={loud ? "font-medium" : ""}>{t(`send.${state}`)}</span>
        {loud && <> {t(`send.${state}_hint`)}</>}
        {loud && message.send_error && <span className="block">{t("send.reason", { reason: message.send_error })}</span>}
      </span>
    </p>
  );
}
