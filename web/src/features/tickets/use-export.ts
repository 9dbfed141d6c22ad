import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dataOf, soon } from "@/api/client";
import { toast } from "@/ui/toasts";
import { useReason } from "./reasons";
import type { View } from "./views";

function save(text: string, name: string): void {
  const link = document.createElement("a");
  // The mark at the start has spreadsheets read it as UTF-8.
  const file = URL.createObjectURL(new Blob([text.startsWith("\ufeff") ? text : `\ufeff${text}`], { type: "text/csv;charset=utf-8" }));
  link.href = file;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(file), 10_000);
}

/** Saves a view as a table. A view that is a part of a list exports the whole list. */
export function useExport(): (view: View) => void {
  const { t } = useTranslation();
  const reason = useReason();
  const run = useMutation({
    mutationFn: async (view: View) => {
      const text = await dataOf<string>(soon.GET("/v1/tickets/export", { params: { query: view.query }, parseAs: "text" }));
      save(text, `tickets-${view.id}-${new Date().toISOString().slice(0, 10)}.csv`);
    },
    onSuccess: () => toast({ tone: "info", title: t("list.exported") }),
    onError: (error) => toast({ tone: "error", title: t("list.not_exported"), detail: reason(error) }),
  });
  return run.mutate;
}
