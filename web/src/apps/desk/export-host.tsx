import { useTranslation } from "react-i18next";
import { announce, toast } from "@/ui/toasts";
import { useAction } from "@/features/actions/registry";
import { useReason } from "@/features/tickets/reasons";
import type { View } from "@/features/tickets/views";

/** Offers the queue of the view as a file. A view that is somebody's part of a queue is none. */
export function ExportHost({ view }: { view: View | undefined }) {
  const { t } = useTranslation();
  const reason = useReason();
  const queue = view && !view.part && "queue" in view.query ? view.query.queue : null;
  const run = async (wanted: NonNullable<typeof queue>) => {
    try {
      const { exportQueue } = await import("@/features/tickets/export-queue");
      if (await exportQueue(wanted)) announce(t("export.done"));
      else toast({ tone: "info", title: t("export.done"), detail: t("export.cut") });
    } catch (error) {
      toast({ tone: "error", title: t("export.failed"), detail: reason(error) });
    }
  };
  useAction("export", queue && (() => void run(queue)));
  return null;
}
