import { useQuery } from "@tanstack/react-query";
import { ImageOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Attachment, Message } from "@/api/types";
import { linkQuery } from "@/features/attachments/links";
import { RichHtml } from "./rich-html";

function InlinePicture({ number, messageId, file, alt }: { number: number; messageId: string; file: Attachment; alt: string }) {
  const { t } = useTranslation();
  const link = useQuery(linkQuery(number, messageId, file.index));
  const name = alt || file.name;
  if (!link.data) {
    return (
      <span className="inline-flex items-center gap-1 rounded-s border px-1.5 text-12 text-text-2">
        {link.isError && <ImageOff aria-hidden className="icon-s" />}
        {name || t("message.unnamed_file")}
      </span>
    );
  }
  return <img src={link.data} alt={name} className="my-1 inline-block max-h-80 max-w-full rounded-s" />;
}

/** A colleague's message with its formats, and its pictures in place. */
export default function RichMessage({ number, message, html }: { number: number; message: Message; html: string }) {
  const picture = (contentId: string, alt: string) => {
    const file = message.attachments.find((each) => each.content_id === contentId);
    return file ? <InlinePicture number={number} messageId={message.id} file={file} alt={alt} /> : `[${alt}]`;
  };
  return <RichHtml html={html} picture={picture} />;
}
