import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { cx } from "@/ui/class-names";
import { useStore } from "@/lib/store";
import { splitting, togglePicked } from "./split-store";

/** A message of the thread; while messages are picked for a split, with a box to pick it. */
export function SplitCheck({ number, message, children }: { number: number; message: Message; children: ReactNode }) {
  const { t } = useTranslation();
  const now = useStore(splitting);
  if (now?.number !== number) return children;
  const picked = now.ids.includes(message.id);
  return (
    <div className={cx("-mx-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 rounded-m px-2 py-1", picked && "bg-selected")}>
      <input
        type="checkbox"
        data-split=""
        checked={picked}
        aria-label={t("split.pick", { name: message.author.name })}
        onChange={() => togglePicked(message.id)}
        className="mt-1.5 size-4 accent-accent"
      />
      {children}
    </div>
  );
}
