import { ChevronUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { State } from "@/api/types";
import { Button } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { CATALOG } from "@/features/actions/catalog";
import type { HowToSend } from "@/features/drafts/draft-store";
import { LaterMenu } from "@/features/sending/later-menu";

interface Props {
  note: boolean;
  canSend: boolean;
  /** What is going on, in words. */
  status: string | null;
  may: (state: State) => boolean;
  onSend: (how: HowToSend) => void;
}

function Chord({ of }: { of: "send" | "send_resolve" | "send_pending" }) {
  return (
    <span className="hidden @chords:contents">
      <Keys keys={CATALOG[of].keys} />
    </span>
  );
}

export function ComposerFooter({ note, canSend, status, may, onSend }: Props) {
  const { t } = useTranslation();
  // `aria-disabled` keeps the focus when the text has gone out and there is nothing to send any more.
  const off = (allowed = true) => ({ "aria-disabled": canSend && allowed ? undefined : true });
  return (
    <footer className="@container flex flex-wrap items-center justify-end gap-1.5 border-t px-2 py-1.5">
      <span role="status" className="basis-full pl-1.5 text-12 text-text-3 empty:hidden">
        {status}
      </span>
      {note ? (
        <Button look="note" size="s" onClick={() => onSend({ stateAfter: null })} {...off()}>
          {t("composer.add_note")} <Chord of="send" />
        </Button>
      ) : (
        <>
          <Button size="s" onClick={() => onSend({ stateAfter: "pending" })} {...off(may("pending"))}>
            {t("composer.send_pending")} <Chord of="send_pending" />
          </Button>
          <Button size="s" onClick={() => onSend({ stateAfter: "resolved" })} {...off(may("resolved"))}>
            {t("composer.send_resolve")} <Chord of="send_resolve" />
          </Button>
          <span className="flex">
            <Button look="primary" size="s" className="rounded-r-none" onClick={() => onSend({ stateAfter: null })} {...off()}>
              {t("composer.send")} <Chord of="send" />
            </Button>
            <LaterMenu
              name={t("later.button")}
              submit={t("later.submit")}
              className="grid h-7 w-6 place-items-center rounded-r-m border-l border-accent-text/40 bg-accent text-accent-text hover:bg-accent-hover focus-visible:outline-offset-2"
              onChoose={(sendAt) => onSend({ stateAfter: null, sendAt })}
            >
              <ChevronUp aria-hidden className="icon-s" />
            </LaterMenu>
          </span>
        </>
      )}
    </footer>
  );
}
