import { Bot, Lock, ShieldAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { cx } from "@/ui/class-names";
import { TimeAgo } from "@/ui/time-ago";
import type { People } from "@/features/tickets/use-people";
import { Attachments } from "./attachments";
import { MessageBody } from "./message-body";
import { SendStatus } from "./send-status";

function Marks({ message }: { message: Message }) {
  const { t } = useTranslation();
  const robot = message.mail_class !== null && message.mail_class !== "human";
  return (
    <>
      {message.kind === "customer" && message.authenticated === false && (
        <span
          data-tip={t("message.unauthenticated_hint")}
          className="inline-flex h-4.5 items-center gap-1 rounded-s bg-risk-soft px-1.5 text-11 font-medium text-risk"
        >
          <ShieldAlert aria-hidden className="icon-s" />
          {t("message.unauthenticated")}
        </span>
      )}
      {robot && (
        <span className="inline-flex h-4.5 items-center gap-1 rounded-s bg-sunken px-1.5 text-11 font-medium text-text-2">
          <Bot aria-hidden className="icon-s" />
          {t("message.automatic")}
        </span>
      )}
    </>
  );
}

/** One message of the thread. A note has another ground, a bar, a lock and its name in words. */
export function MessageCard({ number, message, people }: { number: number; message: Message; people: People }) {
  const { t } = useTranslation();
  const note = message.kind === "note";
  const { id, kind, name } = message.author;
  const mine = kind === "user" && id === people.me.id;
  const others = [...message.to, ...message.cc];
  return (
    <article
      aria-label={t(note ? "message.note_by" : "message.by", { name })}
      className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3"
    >
      <Avatar id={id ?? kind} name={name} className={note ? "mt-1.5" : ""} />
      <div className={cx("min-w-0", note && "-ml-2 rounded-r-m border-l-2 border-note-line bg-note py-2 pr-3 pl-3")}>
        <header className={cx("flex flex-wrap items-center gap-x-1.5 text-12", note ? "text-note-text" : "text-text-3")}>
          {note && (
            <span className="inline-flex items-center gap-1 text-11 font-semibold">
              <Lock aria-hidden className="icon-s" />
              {t("message.internal_note")}
            </span>
          )}
          <b className="text-13 font-semibold text-text">{mine ? t("people.you") : name}</b>
          {!note && <span title={others.join(", ") || undefined}>{t(`message.by_${message.channel}`)}</span>}
          <TimeAgo at={message.created_at} form="clock" />
          <Marks message={message} />
        </header>
        <MessageBody number={number} message={message} />
        <Attachments number={number} message={message} />
        <SendStatus message={message} />
      </div>
    </article>
  );
}
