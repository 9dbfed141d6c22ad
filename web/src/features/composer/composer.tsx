import { Lock } from "lucide-react";
import { useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { State, TicketView } from "@/api/types";
import { cx } from "@/ui/class-names";
import { chordOf } from "@/features/actions/hotkeys";
import { useAction } from "@/features/actions/registry";
import { editDraft, markRead, selectKind, type Kind } from "@/features/drafts/draft-store";
import { useDraft, useDraftPlace } from "@/features/drafts/use-draft";
import { usePeople } from "@/features/tickets/use-people";
import { ComposerFooter } from "./composer-footer";
import { ComposerTabs } from "./composer-tabs";
import { SetbackPanel } from "./setback-panel";
import { unseenSince } from "./unseen";
import { useSendMessage } from "./use-send-message";

/** Where a ticket is answered. A reply and a note differ in ground, border, label and button. */
export function Composer({ view, onOpen }: { view: TicketView; onOpen: () => void }) {
  const { t } = useTranslation();
  const { ticket, messages } = view;
  const place = useDraftPlace(ticket.number);
  const draft = useDraft(place);
  const { me } = usePeople();
  const area = useRef<HTMLTextAreaElement>(null);
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => void (open.current = false);
  }, []);
  const { send } = useSendMessage(ticket.number, () => open.current, onOpen);

  const { kind } = draft;
  const note = kind === "note";
  const text = draft.text[kind];
  const newest = ticket.last_message_id;
  const unseen = draft.text.reply && !note ? unseenSince(messages, draft.seen, me.id) : [];
  const terminal = ticket.allowed_states.length === 0;
  const canSend = text.trim() !== "" && draft.outgoing === null && (note || !terminal);
  const may = (state: State) => ticket.state === state || ticket.allowed_states.includes(state);

  const write = (next: Kind) => {
    // At once: what is typed right after the key belongs to the answer.
    flushSync(() => selectKind(place, next));
    area.current?.focus();
    area.current?.setSelectionRange(area.current.value.length, area.current.value.length);
  };
  useAction("reply", () => write("reply"));
  useAction("note", () => write("note"));

  const sendAs = (stateAfter: State | null) => {
    if (!canSend || (stateAfter && !may(stateAfter))) return;
    send(stateAfter === ticket.state ? null : stateAfter);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const ids = note ? (["send", "leave_composer"] as const) : (["send", "send_resolve", "send_pending", "leave_composer"] as const);
    const action = chordOf(event, [...ids]);
    if (!action || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (action === "leave_composer") document.getElementById("messages")?.focus();
    else sendAs(action === "send" ? null : action === "send_resolve" ? "resolved" : "pending");
  };

  return (
    <section aria-label={t("composer.region")} className="shrink-0 px-3 pb-3 pane:px-6 pane:pb-5">
      <div
        className={cx(
          "overflow-hidden rounded-l border focus-within:border-control",
          note ? "border-note-line bg-note" : "border-line-strong bg-surface",
        )}
      >
        <ComposerTabs ticket={ticket} draft={draft} onSelect={write} />
        <SetbackPanel
          setback={draft.setback?.kind === kind ? draft.setback : null}
          unseen={unseen}
          canSend={canSend}
          onRead={() => {
            markRead(place, newest);
            area.current?.focus();
          }}
          onSendAnyway={() => {
            markRead(place, newest);
            sendAs(null);
          }}
        />
        {note && (
          <p className="flex items-center gap-1.5 px-3.5 pt-2 text-12 font-medium text-note-text">
            <Lock aria-hidden className="icon-s" />
            {t("composer.note_hint")}
          </p>
        )}
        {terminal && !note && (
          <p className="px-3.5 pt-2 text-12 text-text-2">{t("composer.terminal", { state: t(`state.${ticket.state}`) })}</p>
        )}
        <textarea
          ref={area}
          dir="auto"
          value={text}
          aria-label={t(note ? "composer.note_label" : "composer.reply_label")}
          placeholder={t(note ? "composer.note_placeholder" : "composer.reply_placeholder", { name: ticket.requester.name })}
          onChange={(event) => editDraft(place, kind, event.target.value, newest)}
          onKeyDown={onKeyDown}
          className="block field-sizing-content max-h-36 min-h-11 pane:max-h-72 pane:min-h-18 w-full resize-none bg-transparent px-3.5 pt-2 pb-3 text-14 leading-read outline-none"
        />
        <ComposerFooter note={note} canSend={canSend} sending={draft.outgoing !== null} may={may} onSend={sendAs} />
      </div>
    </section>
  );
}
