import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { cx } from "@/ui/class-names";
import { CATALOG } from "@/features/actions/catalog";
import type { Draft, Kind } from "@/features/drafts/draft-store";

const KINDS: Kind[] = ["reply", "note"];

/** Reply or note, to whom, and whether the text is safe. */
export function ComposerTabs({ ticket, draft, onSelect }: { ticket: Ticket; draft: Draft; onSelect: (kind: Kind) => void }) {
  const { t } = useTranslation();
  const note = draft.kind === "note";
  const others = ticket.participants.filter((person) => person.role === "cc").map((person) => person.email);
  const everybody = [ticket.requester.email, ...others];
  return (
    <div className="flex items-center gap-1 px-2 pt-1.5 text-12 text-text-3">
      <div role="group" aria-label={t("composer.kind")} className="flex gap-1">
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={draft.kind === kind}
            data-tip={t(`action.${kind}`)}
            data-tip-keys={CATALOG[kind].keys}
            onClick={() => onSelect(kind)}
            className={cx(
              "h-6 rounded-m px-2 font-medium whitespace-nowrap",
              note ? "text-note-text hover:bg-note-line/40 aria-pressed:bg-note-line/60" : "hover:bg-hover aria-pressed:bg-sunken aria-pressed:text-text",
            )}
          >
            {t(`composer.${kind}`)}
            {draft.kind !== kind && draft.text[kind] && (
              <>
                <span aria-hidden className="ml-1.5 inline-block size-1.5 rounded-full bg-current align-middle" />
                <span className="sr-only"> ({t("composer.has_draft")})</span>
              </>
            )}
          </button>
        ))}
      </div>
      {!note && (
        <span className="ml-2 min-w-0 truncate" title={everybody.join(", ")}>
          {t("composer.to")} <span className="text-text-2">{everybody[0]}</span>
          {others.length > 0 && <span className="num"> {t("composer.and_more", { count: others.length })}</span>}
        </span>
      )}
      <span className={cx("ml-auto shrink-0 pr-1", note && "text-note-text", !draft.saved && "text-breach")}>
        {draft.text[draft.kind] && t(draft.saved ? "composer.saved" : "composer.not_saved")}
      </span>
    </div>
  );
}
