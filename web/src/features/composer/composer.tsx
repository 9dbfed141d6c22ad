import { Lock } from "lucide-react";
import { useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { MessageCreated, State, TicketView } from "@/api/types";
import { useStore } from "@/lib/store";
import { changeAndFocus } from "@/lib/change-and-focus";
import { cx } from "@/ui/class-names";
import { chordOf } from "@/features/actions/hotkeys";
import { useAction } from "@/features/actions/registry";
import { DraftFiles } from "@/features/attachments/draft-files";
import { addFiles, isPicture, progressOf, refusals, removeFile, tryAgain, uploads } from "@/features/attachments/uploads";
import { unresolvedIn } from "@/features/canned/canned";
import type { ComposerPopup } from "@/features/drafts/composer-popup";
import { isEmpty, type Kind } from "@/features/drafts/draft";
import { editDraft, markRead, selectKind, type HowToSend } from "@/features/drafts/draft-store";
import { useDraft, useDraftPlace, useKeptDraft } from "@/features/drafts/use-draft";
import { usePeople } from "@/features/tickets/use-people";
import { deliverable } from "./addressees";
import type { BoxHandle } from "./box";
import { ComposerFooter } from "./composer-footer";
import { ComposerTabs } from "./composer-tabs";
import { ComposerTools } from "./composer-tools";
import { DraftConflict } from "./draft-conflict";
import { DraftState } from "./draft-state";
import { MENTIONS } from "./mentions";
import { Recipients } from "./recipients";
import { SetbackPanel } from "./setback-panel";
import { unseenSince } from "./unseen";
import { useDrop } from "./use-drop";
import { useSendMessage } from "./use-send-message";
import { useSendWhenReady } from "./use-send-when-ready";
import { WritingBox } from "./writing-box";

const NO_POPUPS: readonly ComposerPopup[] = [];

interface Props {
  view: TicketView;
  onOpen: () => void;
  /** What features add at the cursor, besides colleagues' names in notes. */
  popups?: readonly ComposerPopup[];
  /** A reply that resolved the ticket. */
  onResolved?: (sent: MessageCreated, words: { text: string; html: string | null }) => void;
}

/** Where a ticket is answered. A reply and a note differ in ground, border, label and button. */
export function Composer({ view, onOpen, popups = NO_POPUPS, onResolved }: Props) {
  const { t } = useTranslation();
  const { t: work } = useTranslation("work");
  const { ticket, messages } = view;
  const place = useDraftPlace(ticket.number);
  const draft = useDraft(place);
  const newest = ticket.last_message_id;
  const [sync, keeper] = useKeptDraft(place, newest);
  const { me } = usePeople();
  const known = useStore(uploads);
  const box = useRef<BoxHandle | null>(null);
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
      refusals.set([]);
    };
  }, []);

  const { kind } = draft;
  const written = draft.written[kind];
  const note = kind === "note";
  const target = { place, kind, newest };
  const unseen = !isEmpty(draft.written.reply) && !note ? unseenSince(messages, draft.seen, me.id) : [];
  const terminal = ticket.allowed_states.length === 0;
  const reachable = note || deliverable(written.people);
  const allUploads = written.files.map((file) => progressOf(file, known));
  const unfilled = written.canned.length > 0 ? unresolvedIn(written.text) : [];
  const ready = !isEmpty(written) && unfilled.length === 0 && draft.outgoing === null && sync.theirs === null && (note || !terminal) && reachable;
  const may = (state: State) => ticket.state === state || ticket.allowed_states.includes(state);

  const { send } = useSendMessage(ticket.number, {
    isOpen: () => open.current,
    open: onOpen,
    onSent: (sent, outgoing) => outgoing.kind === "reply" && outgoing.stateAfter === "resolved" && onResolved?.(sent, outgoing),
  });
  const { waiting, sendWhenReady } = useSendWhenReady(allUploads, ready, send);

  const register = useCallback((handle: BoxHandle | null) => void (box.current = handle), []);
  // Another box may stand there then.
  const write = (next: Kind) => changeAndFocus(() => selectKind(place, next), () => box.current);
  useAction("reply", () => write("reply"));
  useAction("note", () => write("note"));

  const sendAs = ({ stateAfter, sendAt }: HowToSend) => {
    if (!ready || (stateAfter && !may(stateAfter))) return;
    refusals.set([]);
    sendWhenReady({ stateAfter: stateAfter === ticket.state ? null : stateAfter, sendAt });
  };
  const onKey = (event: KeyboardEvent): boolean => {
    const ids = note ? (["send", "leave_composer"] as const) : (["send", "send_resolve", "send_pending", "leave_composer"] as const);
    const action = chordOf(event, [...ids]);
    if (action === undefined) return false;
    if (action === "leave_composer") document.getElementById("messages")?.focus();
    else sendAs({ stateAfter: action === "send" ? null : action === "send_resolve" ? "resolved" : "pending" });
    return true;
  };
  /** Pictures go into the text where it can show them, everything else below it. */
  const take = (files: File[], intoText: boolean) => {
    const pictures = intoText ? files.filter((file) => isPicture(file.type)) : [];
    const rest = files.filter((file) => !pictures.includes(file));
    return [...addFiles(target, pictures, true), ...addFiles(target, rest, false)];
  };
  const drop = useDrop((files) => take(files, false));
  const rich = written.html !== null;
  const missing = unfilled.length > 0 ? work("canned.fill_in", { names: unfilled.join(", ") }) : reachable ? null : work("recipients.missing");
  const status = draft.outgoing ? t("composer.on_its_way") : waiting ? t("composer.waits_for_files") : missing;

  return (
    <section aria-label={t("composer.region")} className="shrink-0 px-3 pb-3 pane:px-6 pane:pb-5">
      <div
        {...drop.handlers}
        className={cx(
          "relative overflow-hidden rounded-l border focus-within:border-control",
          note ? "border-note-line bg-note" : "border-line-strong bg-surface",
        )}
      >
        <ComposerTabs draft={draft} onSelect={write}>
          {!note && (
            <Recipients key={draft.outgoing?.key ?? ""} ticket={ticket} people={written.people} onChange={(people) => editDraft(place, "reply", { people }, newest)} />
          )}
        </ComposerTabs>
        {sync.theirs && keeper && <DraftConflict theirs={sync.theirs} onChoose={keeper.resolve} />}
        <SetbackPanel
          setback={draft.setback?.kind === kind ? draft.setback : null}
          unseen={unseen}
          canSend={ready}
          onRead={() => {
            markRead(place, newest);
            box.current?.focus();
          }}
          onSendAnyway={() => {
            markRead(place, newest);
            sendAs({ stateAfter: null });
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
        <div onBlur={() => keeper?.flush()}>
          <WritingBox
            number={ticket.number}
            kind={kind}
            value={written}
            label={t(note ? "composer.note_label" : "composer.reply_label")}
            placeholder={t(note ? "composer.note_placeholder" : "composer.reply_placeholder", { name: ticket.requester.name })}
            popups={[...popups, MENTIONS]}
            onType={(typed, cannedId) => {
              editDraft(place, kind, { ...typed, ...(cannedId ? { canned: [...written.canned, cannedId] } : {}) }, newest);
            }}
            onKey={onKey}
            onFiles={(files, canShow) => take(files, canShow)}
            register={register}
            tools={(own) => (
              <ComposerTools
                note={note}
                trail={<DraftState draft={draft} sync={sync} keeper={keeper} />}
                onFiles={(files) => take(files, false)}
                onPlain={() => rich && editDraft(place, kind, { html: null }, newest)}
              >
                {own}
              </ComposerTools>
            )}
          />
        </div>
        <DraftFiles files={written.files} onRemove={(id) => removeFile(target, id)} onRetry={(file) => tryAgain(target, file)} />
        <ComposerFooter note={note} canSend={ready} status={status} may={may} onSend={sendAs} />
        {drop.over && (
          <p className="pointer-events-none absolute inset-0 grid place-items-center bg-accent-soft text-14 font-medium text-accent">{work("upload.drop")}</p>
        )}
      </div>
    </section>
  );
}
