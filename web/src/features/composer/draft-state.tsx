import { UserLock, UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/class-names";
import { isEmpty, type Draft } from "@/features/drafts/draft";
import type { Keeper, SyncView } from "@/features/drafts/draft-sync";
import { usePeople } from "@/features/tickets/use-people";

interface Props {
  draft: Draft;
  sync: SyncView;
  keeper: Keeper | null;
}

/** Whether the text is safe, and who else can write on it. */
export function DraftState({ draft, sync, keeper }: Props) {
  const { t } = useTranslation();
  const { me, nameOf } = usePeople();
  const note = draft.kind === "note";
  const shared = sync.scope === "shared";
  const written = !isEmpty(draft.written[draft.kind]);
  const onServer = sync.status === "saved" || sync.status === "idle";
  const words = !draft.saved && !onServer ? "not_saved" : sync.status === "failed" ? "saved_here" : sync.status === "saving" ? "saving" : "saved";
  const colleague = shared && sync.last && sync.last.by !== me.id ? nameOf(sync.last.by) : null;
  return (
    <div className={cx("ml-auto flex min-w-0 shrink-10 items-center gap-1 text-12 text-text-3", note && "text-note-text")}>
      {!written && sync.shared && !shared && (
        <button type="button" className="rounded-s px-1 font-medium text-accent hover:underline" onClick={() => keeper?.openShared()}>
          {t("composer.open_shared", { name: nameOf(sync.shared.updated_by) })}
        </button>
      )}
      {written && (
        <>
          <span className={cx("sr-only @chords:not-sr-only @chords:truncate @chords:pl-2", words === "not_saved" && "text-breach")}>
            {colleague ? t("composer.last_by", { name: colleague }) : t(`composer.${words}`)}
          </span>
          <button
            type="button"
            aria-pressed={shared}
            aria-label={t("composer.share")}
            data-tip={t(shared ? "composer.unshare" : "composer.share")}
            disabled={!keeper}
            onClick={() => keeper?.share(shared ? "mine" : "shared")}
            className={cx(
              "grid size-7 shrink-0 place-items-center rounded-m",
              note ? "hover:bg-note-line/40 aria-pressed:bg-note-line/60" : "hover:bg-hover hover:text-text aria-pressed:bg-accent-soft aria-pressed:text-accent",
            )}
          >
            {shared ? <UsersRound aria-hidden className="icon-s" /> : <UserLock aria-hidden className="icon-s" />}
          </button>
        </>
      )}
    </div>
  );
}
