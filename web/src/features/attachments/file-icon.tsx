import { File, FileArchive, FileImage, FileMusic, FileSpreadsheet, FileText, FileVideo, Mail, type LucideIcon } from "lucide-react";

const KINDS: [RegExp, LucideIcon][] = [
  [/^image\//, FileImage],
  [/^audio\//, FileMusic],
  [/^video\//, FileVideo],
  [/^message\//, Mail],
  [/zip|compressed|x-tar|x-7z|x-rar/, FileArchive],
  [/spreadsheet|excel|csv/, FileSpreadsheet],
  [/^text\/|pdf|word|document/, FileText],
];

/** A file by its kind. */
export function FileIcon({ mediaType, className = "icon" }: { mediaType: string; className?: string }) {
  const Icon = KINDS.find(([pattern]) => pattern.test(mediaType))?.[1] ?? File;
  return <Icon aria-hidden className={className} />;
}
