import { RotateCw, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatLocale } from "@/lib/i18n";
import { useStore } from "@/lib/store";
import { fileSize } from "@/lib/time";
import { IconButton } from "@/ui/icon-button";
import type { DraftFile } from "@/features/drafts/draft";
import { FileIcon } from "./file-icon";
import { progressOf, refusals, uploads, type Upload } from "./uploads";

interface FileProps {
  file: DraftFile;
  upload: Upload | undefined;
  onRemove: () => void;
  onRetry: () => void;
}

function Bar({ name, part }: { name: string; part: number }) {
  const { t: work } = useTranslation("work");
  return (
    <progress
      value={part}
      max={1}
      aria-label={work("upload.progress", { name })}
      className="absolute inset-x-0 bottom-0 h-0.5 w-full appearance-none overflow-hidden [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-track [&::-webkit-progress-value]:bg-accent"
    />
  );
}

function FileChip({ file, upload, onRemove, onRetry }: FileProps) {
  const { t: work, i18n } = useTranslation("work");
  const progress = progressOf(file, { ...(upload && { [file.id]: upload }) });
  const bad = progress === "failed" || progress === "lost";
  return (
    <li className="relative flex h-8 max-w-full items-center gap-2 overflow-hidden rounded-m border bg-surface pr-0.5 pl-2 text-12 text-text-2">
      {upload?.preview ? (
        <img src={upload.preview} alt="" className="-ml-1 size-6 rounded-s object-cover" />
      ) : (
        <FileIcon mediaType={file.mediaType} />
      )}
      <span className="truncate text-text">{file.name}</span>
      {bad ? (
        <span role="alert" className="shrink-0 font-medium text-breach">
          {work(`upload.${progress}`)}
        </span>
      ) : (
        <span className="num shrink-0 whitespace-nowrap text-text-3">
          {progress === "under_way"
            ? new Intl.NumberFormat(formatLocale(i18n.language), { style: "percent" }).format(upload?.progress ?? 0)
            : fileSize(file.size, formatLocale(i18n.language))}
        </span>
      )}
      <span className="flex">
        {progress === "failed" && <IconButton icon={RotateCw} label={work("upload.retry", { name: file.name })} onClick={onRetry} />}
        <IconButton icon={X} label={work("upload.remove", { name: file.name })} onClick={onRemove} />
      </span>
      {progress === "under_way" && <Bar name={file.name} part={upload?.progress ?? 0} />}
    </li>
  );
}

interface Props {
  files: DraftFile[];
  onRemove: (id: string) => void;
  onRetry: (file: DraftFile) => void;
}

/** The files of a message that is being written, and the sentences about those that were not taken. */
export function DraftFiles({ files, onRemove, onRetry }: Props) {
  const { t, i18n } = useTranslation();
  const { t: work } = useTranslation("work");
  const known = useStore(uploads);
  const refused = useStore(refusals);
  if (files.length === 0 && refused.length === 0) return null;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  return (
    <div className="flex flex-col gap-1.5 px-3.5 pb-2">
      {refused.map(({ name, why }, index) => (
        <p key={`${name}-${index}`} role="alert" className="flex items-center gap-1 text-12 font-medium text-breach">
          <span className="min-w-0 flex-1 wrap-anywhere">{work(`upload.${why}`, { name })}</span>
          <IconButton icon={X} label={t("common.dismiss")} onClick={() => refusals.set(refused.filter((_, at) => at !== index))} />
        </p>
      ))}
      {files.length > 0 && (
        <ul aria-label={t("message.attachments")} className="flex flex-wrap items-center gap-1.5">
          {files.map((file) => (
            <FileChip key={file.id} file={file} upload={known[file.id]} onRemove={() => onRemove(file.id)} onRetry={() => onRetry(file)} />
          ))}
          {files.length > 1 && (
            <li className="num px-1 text-12 text-text-3">{work("upload.total", { count: files.length, size: fileSize(total, formatLocale(i18n.language)) })}</li>
          )}
        </ul>
      )}
    </div>
  );
}
