import { useTranslation } from "react-i18next";
import { Avatar } from "@/ui/avatar";
import { cx } from "@/ui/class-names";
import type { Outgoing } from "@/features/drafts/draft";
import { RichHtml } from "./rich-html";
import type { People } from "@/features/tickets/use-people";

/** The agent's own text between "send" and the server's word. */
export function OutgoingCard({ outgoing, people }: { outgoing: Outgoing; people: People }) {
  const { t } = useTranslation();
  const note = outgoing.kind === "note";
  return (
    <article aria-busy className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
      <Avatar id={people.me.id} name={people.me.name} className={note ? "mt-1.5" : ""} />
      <div className={cx("min-w-0", note && "-ml-2 rounded-r-m border-l-2 border-note-line bg-note py-2 pr-3 pl-3")}>
        <header className={cx("flex items-center gap-1.5 text-12", note ? "text-note-text" : "text-text-3")}>
          <b className="text-13 font-semibold text-text">{t("people.you")}</b>
          {t("composer.on_its_way")}
        </header>
        {outgoing.html ? (
          <RichHtml html={outgoing.html} />
        ) : (
          <p dir="auto" className="max-w-measure text-14 leading-read wrap-anywhere whitespace-pre-wrap">
            {outgoing.text}
          </p>
        )}
      </div>
    </article>
  );
}
