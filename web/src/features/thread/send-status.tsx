import { Check, CircleAlert, CircleHelp, Clock, Hourglass, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message, SendState } from "@/api/types";
import { cx } from "@/ui/class-names";

const ICONS = {
  held: Hourglass,
  queued: Clock,
  sending: Clock,
  sent: Check,
  failed: CircleAlert,
  uncertain: CircleHelp,
  recalled: Undo2,
  bounced: CircleAlert,
};
const TONES: Record<SendState, string> = {
  held: "text-text-3",
  queued: "text-text-3",
  sending: "text-text-3",
  sent: "text-text-3",
  failed: "rounded-m bg-breach-soft px-2 py-1 text-breach",
  uncertain: "rounded-m bg-risk-soft px-2 py-1 text-risk",
  recalled: "text-text-3",
  bounced: "rounded-m bg-breach-soft px-2 py-1 text-breach",
};

/** Whether the mail of a reply has gone out. Quiet when it has; loud, with the reason, when it has not. */
export function SendStatus({ message }: { message: Message }) {
  const { t } = useTranslation();
  const state = message.send_state;
  if (!state) return null;
  const Icon = ICONS[state];
  const loud = state === "failed" || state === "uncertain" || state === "bounced";
  return (
    <p className={cx("mt-1.5 flex w-fit max-w-full items-start gap-1.5 text-12", TONES[state])}>
      <Icon aria-hidden className="icon-s mt-0.5" />
      <span className="wrap-anywhere">
        <span className={loud ? "font-medium" : ""}>{t(`send.${state}`)}</span>
        {loud && <> {t(`send.${state}_hint`)}</>}
        {loud && message.send_error && <span className="block">{t("send.reason", { reason: message.send_error })}</span>}
      </span>
    </p>
  );
}
