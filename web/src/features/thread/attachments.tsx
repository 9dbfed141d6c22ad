import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Attachment, Message } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import { fileSize } from "@/lib/time";
import { useSeen } from "@/lib/use-seen";
import { FileIcon } from "@/features/attachments/file-icon";
import { linkQuery } from "@/features/attachments/links";
import { isPicture } from "@/features/attachments/uploads";
import { useReason } from "@/features/tickets/reasons";
import { toast } from "@/ui/toasts";

/** Larger pictures are not fetched for a look at them. */
const MOST_BYTES = 5_000_000;

/** Follows a signed link. It leads to an origin of its own, which answers with a download and not with a page. */
function follow(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  link.click();
}

interface FileProps {
  number: number;
  messageId: string;
  file: Attachment;
  onDownload: () => void;
}

/** A picture small, fetched when it comes into sight. */
function Preview({ number, messageId, file }: Omit<FileProps, "onDownload">) {
  const [box, seen] = useSeen<HTMLSpanElement>();
  const link = useQuery({ ...linkQuery(number, messageId, file.index), enabled: seen });
  return (
    <span ref={box} className="block h-24 w-40 overflow-hidden rounded-t-m border-b bg-sunken">
      {link.data && <img src={link.data} alt="" loading="lazy" className="size-full object-cover" />}
    </span>
  );
}

function FileButton({ number, messageId, file, onDownload }: FileProps) {
  const { t, i18n } = useTranslation();
  const picture = isPicture(file.media_type) && file.size <= MOST_BYTES;
  return (
    <button
      type="button"
      onClick={onDownload}
      data-tip={t("message.download")}
      className="group block max-w-full rounded-m border text-left text-12 hover:border-line-strong hover:bg-hover"
    >
      {picture && <Preview number={number} messageId={messageId} file={file} />}
      <span className={`flex h-8 items-center gap-2 px-2.5 ${picture ? "w-40" : "max-w-80"}`}>
        <span className="group-hover:hidden">
          <FileIcon mediaType={file.media_type} />
        </span>
        <Download aria-hidden className="icon hidden group-hover:block" />
        <span className="sr-only">{t("message.download")}: </span>
        <span className="min-w-0 truncate">{file.name || t("message.unnamed_file")}</span>
        <span className="num ml-auto shrink-0 whitespace-nowrap text-text-3">{fileSize(file.size, formatLocale(i18n.language))}</span>
      </span>
    </button>
  );
}

/** The files of a message; what stands in its text is not named again. */
export function Attachments({ number, message }: { number: number; message: Message }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const reason = useReason();
  const download = useMutation({
    mutationFn: (index: number) => client.fetchQuery({ ...linkQuery(number, message.id, index), staleTime: 0 }),
    onSuccess: follow,
    onError: (error) => toast({ tone: "error", title: t("message.download_failed"), detail: reason(error) }),
  });
  const shown = message.html || message.has_html;
  const files = message.attachments.filter((file) => !(shown && file.inline));
  if (files.length === 0) return null;
  return (
    <ul aria-label={t("message.attachments")} className="mt-2 flex flex-wrap items-end gap-2">
      {files.map((file) => (
        <li key={file.index} className="max-w-full">
          <FileButton number={number} messageId={message.id} file={file} onDownload={() => download.mutate(file.index)} />
        </li>
      ))}
    </ul>
  );
}
