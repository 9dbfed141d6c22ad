import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/class-names";
import { CATALOG } from "@/features/actions/catalog";
import { isEmpty, type Draft, type Kind } from "@/features/drafts/draft";

const KINDS: Kind[] = ["reply", "note"];

/** Reply or note; beside it to whom, and whether the text is safe. */
export function ComposerTabs({ draft, onSelect, children }: { draft: Draft; onSelect: (kind: Kind) => void; children: ReactNode }) {
  const { t } = useTranslation();
  const note = draft.kind === "note";
  return (
    <div className="flex flex-wrap items-center gap-x-2 px-2 pt-1.5 text-12 text-text-3">
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
            {draft.kind !== kind && !isEmpty(draft.written[kind]) && (
              <>
                <span aria-hidden className="ml-1.5 inline-block size-1.5 rounded-full bg-current align-middle" />
                <span className="sr-only"> ({t("composer.has_draft")})</span>
              </>
            )}
          </button>
        ))}
      </div>
      {children}
    </div>
  );
}
