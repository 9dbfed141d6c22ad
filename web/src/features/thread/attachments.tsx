import { useMutation } from "@tanstack/react-query";
import { Download, Paperclip } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { Message } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import { fileSize } from "@/lib/time";
import { useReason } from "@/features/tickets/reasons";
import { toast } from "@/ui/toasts";

/** Follows a signed link. It leads to an origin of its own, which answers with a download and not with a page. */
function follow(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  link.click();
}

export function Attachments({ number, message }: { number: number; message: Message }) {
  const { t, i18n } = useTranslation();
  const reason = useReason();
  const download = useMutation({
    mutationFn: (index: number) => {
      const path = { number: String(number), id: message.id, index };
      return dataOf(api.GET("/v1/tickets/{number}/messages/{id}/attachments/{index}", { params: { path } }));
    },
    onSuccess: ({ url }) => follow(url),
    onError: (error) => toast({ tone: "error", title: t("message.download_failed"), detail: reason(error) }),
  });
  if (message.attachments.length === 0) return null;
  return (
    <ul aria-label={t("message.attachments")} className="mt-2 flex flex-wrap gap-2">
      {message.attachments.map((file) => (
        <li key={file.index} className="max-w-full">
          <button
            type="button"
            onClick={() => download.mutate(file.index)}
            data-tip={t("message.download")}
            className="group flex h-8 max-w-full items-center gap-2 rounded-m border px-2.5 text-12 hover:border-line-strong hover:bg-hover"
          >
            <Paperclip aria-hidden className="icon group-hover:hidden" />
            <Download aria-hidden className="icon hidden group-hover:block" />
            <span className="sr-only">{t("message.download")}: </span>
            <span className="truncate">{file.name || t("message.unnamed_file")}</span>
            <span className="num shrink-0 whitespace-nowrap text-text-3">{fileSize(file.size, formatLocale(i18n.language))}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
