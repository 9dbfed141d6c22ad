import { useTranslation } from "react-i18next";
import type { State } from "@/api/types";
import { Button } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { CATALOG } from "@/features/actions/catalog";

interface Props {
  note: boolean;
  canSend: boolean;
  sending: boolean;
  may: (state: State) => boolean;
  onSend: (stateAfter: State | null) => void;
}

function Chord({ of }: { of: "send" | "send_resolve" | "send_pending" }) {
  return (
    <span className="hidden @chords:contents">
      <Keys keys={CATALOG[of].keys} />
    </span>
  );
}

export function ComposerFooter({ note, canSend, sending, may, onSend }: Props) {
  const { t } = useTranslation();
  // `aria-disabled` keeps the focus when the text has gone out and there is nothing to send any more.
  const off = (allowed = true) => ({ "aria-disabled": canSend && allowed ? undefined : true });
  return (
    <footer className="@container flex flex-wrap items-center justify-end gap-1.5 border-t px-2 py-1.5">
      <span role="status" className="mr-auto pl-1.5 text-12 text-text-3 empty:absolute">
        {sending && t("composer.on_its_way")}
      </span>
      {note ? (
        <Button look="note" size="s" onClick={() => onSend(null)} {...off()}>
          {t("composer.add_note")} <Chord of="send" />
        </Button>
      ) : (
        <>
          <Button size="s" onClick={() => onSend("pending")} {...off(may("pending"))}>
            {t("composer.send_pending")} <Chord of="send_pending" />
          </Button>
          <Button size="s" onClick={() => onSend("resolved")} {...off(may("resolved"))}>
            {t("composer.send_resolve")} <Chord of="send_resolve" />
          </Button>
          <Button look="primary" size="s" onClick={() => onSend(null)} {...off()}>
            {t("composer.send")} <Chord of="send" />
          </Button>
        </>
      )}
    </footer>
  );
}
