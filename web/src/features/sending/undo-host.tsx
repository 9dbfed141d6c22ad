import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "@/lib/store";
import { CATALOG } from "@/features/actions/catalog";
import { useAction } from "@/features/actions/registry";
import { dismiss, toast } from "@/ui/toasts";
import { undoable } from "./undo";
import { useRecall } from "./use-recall";

/** Offers to call the last reply back, for as long as it is held, wherever the agent has gone meanwhile. */
export function UndoHost({ onOpen }: { onOpen: (number: number) => unknown }) {
  const { t } = useTranslation();
  const last = useStore(undoable);
  const recall = useRecall();
  const { mutate } = recall;
  const undo = () => {
    if (last && !recall.isPending) mutate({ number: last.number, messageId: last.messageId, then: () => onOpen(last.number) });
  };
  useAction("undo_send", last ? undo : null);

  useEffect(() => {
    if (!last) return;
    const left = Date.parse(last.until) - Date.now();
    const over = setTimeout(() => undoable.set(null), Math.max(0, left));
    const shown = toast({
      tone: "info",
      title: t("undo.sent", { label: last.label }),
      until: last.until,
      action: {
        label: t("undo.undo"),
        keys: CATALOG.undo_send.keys,
        run: () => mutate({ number: last.number, messageId: last.messageId, then: () => onOpen(last.number) }),
      },
    });
    return () => {
      clearTimeout(over);
      dismiss(shown);
    };
    // Told once for each message; who opens it afterwards is the newest.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [last]);
  return null;
}
