import { Bot, Lock, Merge, ShieldAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message, Ticket } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { cx } from "@/ui/class-names";
import { TimeAgo } from "@/ui/time-ago";
import type { People } from "@/features/tickets/use-people";
import { Attachments } from "./attachments";
import { MessageBody } from "./message-body";
import { SendStatus } from "./send-status";

/** How it came, or to whom it went. */
function Source({ message, others }: { message: Message; others: string[] }) {
  const { t } = useTranslation();
  const words = t(`message.by_${message.channel}`);
  if (message.kind !== "reply" || others.length === 0) return <span title={others.join(", ") || undefined}>{words}</span>;
  const people = others.length > 1 ? `${others[0]} +${others.length - 1}` : others[0];
  return (
    <span title={others.join(", ")} className="max-w-60 truncate">
      {words}, {t("message.to", { people })}
    </span>
  );
}

function Marks({ message, label }: { message: Message; label: string }) {
  const { t } = useTranslation();
  const meantFor = message.meant_for;
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
      {meantFor !== null && (
        <span className="inline-flex h-4.5 items-center gap-1 rounded-s bg-sunken px-1.5 text-11 font-medium text-text-2">
          <Merge aria-hidden className="icon-s" />
          {t("message.meant_for", { label: label.replace(/\d+$/, (digits) => String(meantFor).padStart(digits.length, "0")) })}
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
export function MessageCard({ ticket, message, people }: { ticket: Ticket; message: Message; people: People }) {
  const { t } = useTranslation();
  // What came with a merge is kept by the ticket it was written to.
  const { number } = message;
  const note = message.kind === "note";
  const { id, kind, name } = message.author;
  const mine = kind === "user" && id === people.me.id;
  const others = [...message.to, ...message.cc, ...message.bcc];
  const recalled = message.send_state === "recalled";
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
          {(!note || message.channel === "phone") && <Source message={message} others={others} />}
          <TimeAgo at={message.created_at} form="clock" />
          <Marks message={message} label={ticket.label} />
        </header>
        <div className={recalled ? "text-text-3" : undefined}>
          <MessageBody number={number} message={message} />
        </div>
        <Attachments number={number} message={message} />
        <SendStatus ticket={ticket} message={message} />
      </div>
    </article>
  );
}
