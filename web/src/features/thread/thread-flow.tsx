import { ArrowDown } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TicketView } from "@/api/types";
import { Button } from "@/ui/button";
import { useDraft, useDraftPlace } from "@/features/drafts/use-draft";
import { SplitCheck } from "@/features/merge/split-check";
import type { People } from "@/features/tickets/use-people";
import { EventLines } from "./event-lines";
import { MessageCard } from "./message-card";
import { OutgoingCard } from "./outgoing-card";
import { buildTimeline } from "./timeline";
import { useHeldBack } from "./use-held-back";
import { useSendNews } from "./use-send-news";

const NEAR = 80;

/**
 * The conversation, oldest first. It opens at its end and stays there as messages come in; a reader who has scrolled up is
 * left in peace and told that there is something new below.
 */
export function ThreadFlow({ view, people }: { view: TicketView; people: People }) {
  const { t } = useTranslation();
  const { ticket, messages, events } = view;
  const { outgoing } = useDraft(useDraftPlace(ticket.number));
  useSendNews(view, people.me.id);
  const said = useHeldBack(messages, outgoing, people.me.id);
  const entries = useMemo(() => buildTimeline(said, events), [said, events]);
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const last = messages.at(-1)?.id;
  const [left, setLeft] = useState<{ at: string | undefined } | null>(null);
  const news = left !== null && left.at !== last;

  const toEnd = () => {
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  };
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  }, [entries, outgoing]);
  useLayoutEffect(() => {
    if (outgoing) toEnd();
  }, [outgoing]);
  useEffect(() => {
    const box = scroller.current;
    if (!box || typeof ResizeObserver === "undefined") return;
    // The composer grows and shrinks below: the end of the conversation stays in sight.
    const observer = new ResizeObserver(() => atEnd.current && toEnd());
    observer.observe(box);
    // Mails and pictures get their height after they are shown.
    const list = box.querySelector("ol");
    if (list) observer.observe(list);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    if (atEnd.current === (left !== null)) setLeft(atEnd.current ? null : { at: last });
  };
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        id="messages"
        ref={scroller}
        onScroll={onScroll}
        role="region"
        aria-label={t("thread.conversation")}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-4 py-4 pane:px-6"
      >
        {!view.complete && <p className="pb-4 text-center text-12 text-text-3">{t("thread.incomplete")}</p>}
        <ol className="flex flex-col gap-4">
          {entries.map((entry) => (
            <li key={entry.id}>
              {entry.kind === "message" ? (
                <SplitCheck number={ticket.number} message={entry.message}>
                  <MessageCard ticket={ticket} message={entry.message} people={people} />
                </SplitCheck>
              ) : (
                <EventLines lines={entry.lines} people={people} customer={ticket.requester.name} />
              )}
            </li>
          ))}
          {outgoing && (
            <li>
              <OutgoingCard outgoing={outgoing} people={people} />
            </li>
          )}
        </ol>
      </div>
      {news && (
        <Button onClick={toEnd} className="absolute bottom-2 left-1/2 -translate-x-1/2 bg-raised shadow-float">
          <ArrowDown aria-hidden className="icon-s" />
          {t("thread.new_below")}
        </Button>
      )}
    </div>
  );
}
