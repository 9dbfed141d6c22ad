import { Fragment, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { Message } from "@/api/types";
import { splitAtCodePoint } from "@/lib/code-points";
import { linkify } from "@/lib/linkify";
import { cx } from "@/ui/class-names";
import { useReason } from "@/features/tickets/reasons";
import { QuoteButton } from "./quote-button";

function Text({ text, className }: { text: string; className?: string }) {
  return (
    <p dir="auto" className={cx("max-w-measure text-14 leading-read wrap-anywhere whitespace-pre-wrap", className)}>
      {linkify(text).map((part, index) =>
        part.href ? (
          <a
            key={index}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="text-accent underline decoration-line-strong underline-offset-2 hover:decoration-current"
          >
            {part.text}
          </a>
        ) : (
          <Fragment key={index}>{part.text}</Fragment>
        ),
      )}
    </p>
  );
}

/** What was written, and what was only quoted. A mail that is nothing but a quote is shown whole. */
function split(text: string, from: number | null): [string, string] {
  const [written, quoted] = from === null ? [text, ""] : splitAtCodePoint(text, from);
  return written.trim() ? [written.trimEnd(), quoted.trim()] : [text.trimEnd(), ""];
}

/** A message as plain text. */
export function MessageText({ number, message }: { number: number; message: Message }) {
  const { t } = useTranslation();
  const reason = useReason();
  const [quoteOpen, setQuoteOpen] = useState(false);
  const [wholeWanted, setWholeWanted] = useState(false);
  const path = { number: String(number), id: message.id };
  const whole = useQuery({
    queryKey: ["body", message.id],
    queryFn: ({ signal }) =>
      dataOf<string>(
        api.GET("/v1/tickets/{number}/messages/{id}/body", { params: { path }, parseAs: "text", signal }) as never,
      ),
    enabled: wholeWanted,
    staleTime: Infinity,
  });
  const [written, quoted] = split(whole.data ?? message.body_text, message.quoted_from);
  return (
    <>
      {written ? <Text text={written} /> : <p className="text-14 text-text-3 italic">{t("message.empty")}</p>}
      {quoted && <QuoteButton isOpen={quoteOpen} onToggle={() => setQuoteOpen(!quoteOpen)} />}
      {quoted && quoteOpen && <Text text={quoted} className="mt-1 border-l-2 border-line-strong pl-3 text-text-2" />}
      {message.truncated && !whole.data && (
        <p className="mt-1 text-12 text-text-3">
          {t("message.truncated")}{" "}
          <button type="button" className="rounded-xs font-medium text-accent hover:underline" onClick={() => (wholeWanted ? void whole.refetch() : setWholeWanted(true))}>
            {t(whole.isFetching ? "common.loading" : "message.show_whole")}
          </button>
          {whole.isError && <span role="alert"> {reason(whole.error)}</span>}
        </p>
      )}
    </>
  );
}
