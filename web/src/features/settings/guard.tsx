import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { useUnsaved } from "./editor";

/** Asks before the page is left with changes that are not saved. */
export function Guard({ dirty }: { dirty: boolean }) {
  const { t } = useTranslation("settings");
  useUnsaved(dirty);
  const blocker = useBlocker({ shouldBlockFn: () => dirty, withResolver: true, enableBeforeUnload: false });
  if (blocker.status !== "blocked") return null;
  return (
    <Dialog title={t("unsaved.title")} onClose={blocker.reset} size="s">
      <div className="flex flex-col gap-4 p-4">
        <p className="text-text-2">{t("unsaved.text")}</p>
        <div className="flex justify-end gap-2">
          <Button onClick={blocker.proceed}>{t("unsaved.drop")}</Button>
          <Button look="primary" autoFocus onClick={blocker.reset}>
            {t("unsaved.stay")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
