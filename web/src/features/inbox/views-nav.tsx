import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/class-names";
import { MenuButton } from "@/ui/menu-button";
import { headQuery } from "@/features/tickets/queries";
import { VIEWS, type View } from "@/features/tickets/views";

const COUNT_POLL = 30_000;
const TONES: Partial<Record<View["id"], string>> = { at_risk: "text-risk", breached: "text-breach" };

/** How many there are, as far as is loaded. Only for the views an agent works down. */
function Count({ view }: { view: View }) {
  const page = useQuery(headQuery(view, COUNT_POLL)).data;
  if (!page?.items.length) return null;
  return (
    <span className={cx("num ml-auto text-12", TONES[view.id] ?? "text-text-3 group-aria-[current]:text-text-2")}>
      {page.items.length}
      {page.next_cursor && "+"}
    </span>
  );
}

export function ViewsNav({ view, slug }: { view: View; slug: string }) {
  const { t } = useTranslation();
  return (
    <ul className="flex flex-col">
      {VIEWS.map((each) => (
        <li key={each.id}>
          <Link
            to="/$slug/inbox/$view"
            params={{ slug, view: each.id }}
            aria-current={each.id === view.id ? "page" : undefined}
            className="group flex h-7 items-center gap-2 rounded-m px-2 text-text-2 hover:bg-hover aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-text"
          >
            <each.icon aria-hidden className="icon text-text-3 group-aria-[current]:text-accent" />
            {t(`view.${each.id}`)}{" "}
            {each.order !== "updated" && <Count view={each} />}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The same choice where there is no room for a column. */
export function ViewsMenu({ view, slug }: { view: View; slug: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const entries = VIEWS.map((each) => ({ id: each.id, label: t(`view.${each.id}`), icon: <each.icon aria-hidden className="icon" /> }));
  return (
    <MenuButton
      isOpen={isOpen}
      onOpenChange={setOpen}
      label={t("list.views")}
      name={`${t("list.views")}: ${t(`view.${view.id}`)}`}
      className={cx("flex h-7 items-center gap-1 rounded-m px-1.5 -ml-1.5 text-14 font-semibold hover:bg-hover")}
      groups={[{ id: "views", entries, chosen: view.id }]}
      onChoose={(id) => void navigate({ to: "/$slug/inbox/$view", params: { slug, view: id } })}
    >
      {t(`view.${view.id}`)}
      <ChevronDown aria-hidden className="icon-s text-text-3" />
    </MenuButton>
  );
}
