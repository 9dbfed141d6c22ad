/** A queue as a file on the reader's machine. */
import i18next from "i18next";
import { api } from "@/api/client";
import { problemOf } from "@/api/problem";
import { loadWords } from "@/lib/i18n";
import { announce, toast } from "@/ui/toasts";
import type { Queue } from "./views";

/** Has the browser save the sheet; false when there were more tickets than one takes. */
async function save(queue: Queue): Promise<boolean> {
  const { data, error, response } = await api.GET("/v1/tickets/export", { params: { query: { queue } }, parseAs: "blob" });
  if (!response.ok || data === undefined) throw problemOf(response, error);
  const named = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data);
  link.download = named?.[1] ?? `tickets-${queue}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return response.headers.get("export-complete") !== "false";
}

/** Saves a queue and says how it went. */
export async function exportQueue(queue: Queue): Promise<void> {
  await loadWords("work");
  const t = i18next.getFixedT(null, "work");
  try {
    if (await save(queue)) announce(t("export.done"));
    else toast({ tone: "info", title: t("export.done"), detail: t("export.cut") });
  } catch (error) {
    toast({ tone: "error", title: t("export.failed"), detail: error instanceof Error ? error.message : undefined });
  }
}
