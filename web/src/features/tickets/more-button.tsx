import { Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/icon-button";
import { preloadMenus } from "@/ui/menu-button";
import { CATALOG } from "@/features/actions/catalog";
import { useAction } from "@/features/actions/registry";
import { TicketMenu } from "./ticket-menu";
import { useCopyLink } from "./use-copy-link";

/** All actions of the open ticket in one menu, for those who look for them. */
export function MoreButton({ number, slug }: { number: number; slug: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const copyLink = useCopyLink(slug);
  useAction("more", () => setOpen(true));
  useAction("copy_link", () => copyLink(number));
  return (
    <>
      <IconButton
        ref={button}
        icon={Ellipsis}
        label={t("action.more")}
        keys={CATALOG.more.keys}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPointerEnter={preloadMenus}
        onClick={() => setOpen(!isOpen)}
        className="-mr-1.5"
      />
      {isOpen && <TicketMenu number={number} slug={slug} anchor={button} placement="bottom end" onClose={() => setOpen(false)} />}
    </>
  );
}
