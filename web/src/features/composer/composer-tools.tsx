import { ALargeSmall, Paperclip } from "lucide-react";
import { useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "@/lib/store";
import { IconButton } from "@/ui/icon-button";
import { CATALOG } from "@/features/actions/catalog";
import { useAction } from "@/features/actions/registry";
import { chooseWriting, writing } from "./writing";

interface Props {
  note: boolean;
  children: ReactNode;
  trail: ReactNode;
  onFiles: (files: File[]) => void;
  /** The text loses its formats. */
  onPlain: () => void;
}

/** Files and formats: the row below the text. */
export function ComposerTools({ note, children, trail, onFiles, onPlain }: Props) {
  const { t } = useTranslation();
  const choice = useStore(writing);
  const picker = useRef<HTMLInputElement>(null);
  const tone = note ? "text-note-text hover:bg-note-line/40" : "";
  useAction("attach", () => picker.current?.click());
  return (
    <div className="@container flex items-center gap-0.5 px-2 pb-1">
      <IconButton icon={Paperclip} label={t("action.attach")} keys={CATALOG.attach.keys} className={tone} onClick={() => picker.current?.click()} />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t("action.attach")}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      {children}
      {trail}
      <IconButton
        icon={ALargeSmall}
        label={t("composer.formats")}
        aria-pressed={choice === "rich"}
        className={`${tone} aria-pressed:opacity-100`}
        onClick={() => {
          if (choice === "rich") onPlain();
          chooseWriting(choice === "rich" ? "plain" : "rich");
        }}
      />
    </div>
  );
}
