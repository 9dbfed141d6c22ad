/** A queue as a file on the reader's machine. */
import { api } from "@/api/client";
import { problemOf } from "@/api/problem";

export type Queue = "open" | "paused" | "resolved" | "snoozed" | "closed" | "spam";

/** Has the browser save the sheet; false when there were more tickets than one takes. */
export async function exportQueue(queue: Queue): Promise<boolean> {
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
