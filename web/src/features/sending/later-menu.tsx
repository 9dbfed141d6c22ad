import { CalendarClock, Clock } from "lucide-react";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { formatLocale } from "@/lib/i18n";
import { MenuButton } from "@/ui/menu-button";
import type { MenuGroup } from "@/ui/menu-types";
import { isHere, laterChoices, laterHint, type Later } from "./later";

const LaterDialog = lazy(() => import("./later-dialog"));
const PICK = "pick";

interface Props {
  className: string;
  children: ReactNode;
  name: string;
  /** The moment chosen before. */
  at?: string | null;
  submit: string;
  /** Entries above the moments. */
  first?: MenuGroup;
  onFirst?: (id: string) => void;
  onChoose: (at: string) => void;
}

/** A menu of moments, with a window for any other. */
export function LaterMenu({ className, children, name, at = null, submit, first, onFirst, onChoose }: Props) {
  const { t, i18n } = useTranslation();
  const { zone } = useSession().tenant;
  const [open, setOpen] = useState<"menu" | "window" | null>(null);
  const [choices, setChoices] = useState<Later[]>([]);
  const moments: MenuGroup = {
    id: "later",
    label: isHere(zone) ? t("later.menu") : `${t("later.menu")} · ${zone}`,
    entries: [
      ...choices.map(({ id, at: moment }) => ({
        id,
        label: t(`later.${id}`),
        icon: <Clock aria-hidden className="icon-s" />,
        hint: laterHint(moment, zone, formatLocale(i18n.language)),
      })),
      { id: PICK, label: t("later.pick"), icon: <CalendarClock aria-hidden className="icon-s" /> },
    ],
  };
  const choose = (id: string) => {
    const moment = choices.find((choice) => choice.id === id)?.at;
    if (moment) onChoose(moment);
    else if (id === PICK) setOpen("window");
    else onFirst?.(id);
  };
  return (
    <>
      <MenuButton
        isOpen={open === "menu"}
        onOpenChange={(isOpen) => {
          // The menu closes after its entry has run, which may have opened the window.
          setOpen((now) => (isOpen ? "menu" : now === "menu" ? null : now));
          if (isOpen) setChoices(laterChoices(Date.now(), zone));
        }}
        className={className}
        label={name}
        name={name}
        tip={name}
        placement="top end"
        groups={first ? [first, moments] : [moments]}
        onChoose={choose}
      >
        {children}
      </MenuButton>
      <Suspense>
        {open === "window" && (
          <LaterDialog
            zone={zone}
            at={at}
            submit={submit}
            onClose={() => setOpen(null)}
            onChoose={(moment) => {
              setOpen(null);
              onChoose(moment);
            }}
          />
        )}
      </Suspense>
    </>
  );
}
