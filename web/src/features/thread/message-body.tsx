import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { Attachment, Message } from "@/api/types";
import { useSeen } from "@/lib/use-seen";
import { linkQuery } from "@/features/attachments/links";
import { MessageText } from "./message-text";

const MailFrame = lazy(() => import("./mail-frame"));
const RichMessage = lazy(() => import("./rich-message"));

interface Props {
  number: number;
  message: Message;
}

/** A customer's HTML and the pictures in it. Everything is there before it is shown, so that it does not jump twice. */
function useMail(number: number, { id, attachments }: Message, wanted: boolean) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ["html", id],
    queryFn: async ({ signal }) => {
      const inline = attachments.filter((file): file is Attachment & { content_id: string } => typeof file.content_id === "string");
      const linked = inline.map(async ({ content_id, index }) => {
        const link = await client.fetchQuery(linkQuery(number, id, index)).catch(() => null);
        return [content_id, link] as const;
      });
      const params = { path: { number: String(number), id } };
      const html = await dataOf(api.GET("/v1/tickets/{number}/messages/{id}/html", { params, parseAs: "text", signal }));
      const links = (await Promise.all(linked)).filter((pair): pair is readonly [string, string] => pair[1] !== null);
      return { html, pictures: new Map(links) };
    },
    enabled: wanted,
    staleTime: Infinity,
  });
}

/** A mail with a form of its own: its text at once, and in its place the form as soon as that is there. */
function Mail({ number, message }: Props) {
  const { t } = useTranslation();
  const [box, seen] = useSeen<HTMLDivElement>();
  const [asText, setAsText] = useState(false);
  const { data } = useMail(number, message, seen && !asText);
  const text = <MessageText number={number} message={message} />;
  return (
    <div ref={box}>
      {asText || !data ? (
        text
      ) : (
        <Suspense fallback={text}>
          <MailFrame name={message.author.name} html={data.html} pictures={data.pictures} onText={() => setAsText(true)} />
        </Suspense>
      )}
      {asText && (
        <button type="button" className="mt-1 rounded-xs text-12 text-text-3 hover:text-text hover:underline" onClick={() => setAsText(false)}>
          {t("message.as_mail")}
        </button>
      )}
    </div>
  );
}

/** What a message says, in the form in which it was written. */
export function MessageBody({ number, message }: Props) {
  const text = <MessageText number={number} message={message} />;
  if (message.html) {
    return (
      <Suspense fallback={text}>
        <RichMessage number={number} message={message} html={message.html} />
      </Suspense>
    );
  }
  return message.has_html ? <Mail number={number} message={message} /> : text;
}
