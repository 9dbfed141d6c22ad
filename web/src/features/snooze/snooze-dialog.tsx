import { useId, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { Ticket } from "@/api/types";
import { useNow } from "@/lib/use-now";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Keys } from "@/ui/keys";
import { useChangeTicket } from "@/features/tickets/use-change-ticket";
import { useTenantTime } from "./snooze-words";
import { CHOICES, fieldsOf, snoozeTime, typedTime } from "./times";

interface Entry {
  id: string;
  label: string;
  at: number | null;
}

function useEntries(): Entry[] {
  const { t } = useTranslation("work");
  const { zone } = useSession().tenant;
  const now = useNow();
  const timed = CHOICES.map((id) => ({ id, label: t(`snooze.${id}`), at: snoozeTime(id, zone, now) }));
  return [...timed.filter(({ at }) => at !== null), { id: "reply", label: t("snooze.reply_only"), at: null }];
}

/** Any other moment, on the tenant's clock. */
function OtherTime({ onPick }: { onPick: (at: number) => void }) {
  const { t } = useTranslation("work");
  const { zone } = useSession().tenant;
  const [start] = useState(() => fieldsOf(snoozeTime("next_week", zone, Date.now()) ?? Date.now(), zone));
  const [late, setLate] = useState(false);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const at = typedTime(data.get("date") as string, data.get("time") as string, zone);
    if (at !== null && at > Date.now()) onPick(at);
    else setLate(true);
  };
  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-wrap items-start gap-2 border-t px-4 py-3">
      <div className="min-w-32 flex-1">
        <Field label={t("snooze.date")} name="date" type="date" required defaultValue={start.date} hint={t("snooze.zone", { zone })} error={late ? t("snooze.past") : null} />
      </div>
      <div className="min-w-28 flex-1">
        <Field label={t("snooze.time")} name="time" type="time" required defaultValue={start.time} />
      </div>
      <Button type="submit" size="l" className="mt-5.5">
        {t("snooze.submit")}
      </Button>
    </form>
  );
}

/** Puts a ticket out of sight until a moment, until the customer writes, or whichever comes first. */
export default function SnoozeDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const { t } = useTranslation("work");
  const time = useTenantTime();
  const entries = useEntries();
  const change = useChangeTicket(ticket.number);
  const [untilReply, setUntilReply] = useState(true);
  const list = useRef<HTMLUListElement>(null);
  const toggle = useId();
  const snooze = (at: number | null) => {
    onClose();
    change.mutate({ kind: "snooze", until: at === null ? null : new Date(at).toISOString(), until_reply: at === null || untilReply });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const digit = entries[Number(event.key) - 1];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (digit) snooze(digit.at);
    else if (step) buttons[(buttons.indexOf(event.target as HTMLButtonElement) + step + buttons.length) % buttons.length]?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t("snooze.title", { label: ticket.label })} onClose={onClose} size="s">
      <ul ref={list} onKeyDown={onKeyDown} className="p-1.5">
        {entries.map(({ id, label, at }, index) => (
          <li key={id}>
            <button
              type="button"
              autoFocus={index === 0}
              onClick={() => snooze(at)}
              className="flex h-9 w-full items-center gap-2 rounded-m px-2.5 text-left hover:bg-raised-hover focus-visible:bg-raised-hover"
            >
              <span className="flex-1">{label}</span>
              {at !== null && <span className="num text-12 text-text-2">{time(at)}</span>}
              <Keys keys={String(index + 1)} className="text-text-2" />
            </button>
          </li>
        ))}
      </ul>
      <label htmlFor={toggle} className="flex items-center gap-2 border-t px-4 py-2.5 text-12 text-text-2">
        <input id={toggle} type="checkbox" checked={untilReply} onChange={(event) => setUntilReply(event.target.checked)} className="size-4 accent-accent" />
        {t("snooze.or_reply")}
      </label>
      <OtherTime onPick={snooze} />
    </Dialog>
  );
}
