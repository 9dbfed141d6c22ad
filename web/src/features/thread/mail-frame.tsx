import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "@/lib/store";
import { theme } from "@/lib/theme";
import { prepareMail } from "./mail-html";
import { heightOf, lookOf, MAIL_PAGE, type Letter, type ToPage } from "./mail-page";
import { QuoteButton } from "./quote-button";

interface Props {
  name: string;
  html: string;
  /** Addresses of the pictures that came with it, by content id. */
  pictures: ReadonlyMap<string, string>;
  onText: () => void;
}

/** A customer's mail as it was sent, on a page of another origin that is as high as its text. */
export default function MailFrame({ name, html, pictures, onText }: Props) {
  const { t } = useTranslation();
  const shade = useStore(theme);
  const frame = useRef<HTMLIFrameElement>(null);
  const port = useRef<MessagePort>(null);
  const [loadRemote, setLoadRemote] = useState(false);
  const [quoteOpen, setQuoteOpen] = useState(false);
  const [height, setHeight] = useState<number | null>(null);
  const mail = useMemo(() => prepareMail(html, pictures, loadRemote), [html, pictures, loadRemote]);

  const tell = (message: ToPage) => port.current?.postMessage(message);
  /** Once for each page: should it ever lead elsewhere, nothing is said to what comes then. */
  const fill = () => {
    if (port.current) return;
    const { port1, port2 } = new MessageChannel();
    port.current = port1;
    port1.onmessage = ({ data }) => setHeight((stands) => heightOf(data) ?? stands);
    const imageOrigins = [...new Set([...pictures.values()].map((address) => new URL(address).origin)), ...(loadRemote ? ["https:"] : [])];
    const root = document.documentElement;
    const letter: Letter = { mail, imageOrigins, lang: root.lang, look: lookOf(root), quoteOpen };
    // It has no origin that could be named.
    frame.current?.contentWindow?.postMessage(letter, "*", [port2]);
  };
  const toggleQuote = () => {
    setQuoteOpen(!quoteOpen);
    tell({ quoteOpen: !quoteOpen });
  };
  const loadPictures = () => {
    // A policy that is in force stays so; what may load more is another page.
    port.current?.close();
    port.current = null;
    setLoadRemote(true);
  };
  useEffect(() => {
    // The theme's tokens change with the next frame.
    const later = requestAnimationFrame(() => tell({ look: lookOf(document.documentElement) }));
    return () => cancelAnimationFrame(later);
  }, [shade]);
  useEffect(() => () => port.current?.close(), []);

  return (
    <>
      <iframe
        key={String(loadRemote)}
        ref={frame}
        onLoad={fill}
        title={t("message.frame", { name })}
        sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"
        src={MAIL_PAGE}
        className={`block h-11 w-full ${mail.designed ? "rounded-m bg-paper" : ""}`}
        style={height === null ? undefined : { height }}
      />
      {mail.hasQuote && <QuoteButton isOpen={quoteOpen} onToggle={toggleQuote} />}
      <p className="mt-1 flex flex-wrap items-center gap-x-3 text-12 text-text-3">
        {mail.remoteImages > 0 && !loadRemote && (
          <span>
            {t("message.images_blocked", { count: mail.remoteImages })}{" "}
            <button type="button" className="rounded-xs font-medium text-accent hover:underline" onClick={loadPictures}>
              {t("message.load_images")}
            </button>
          </span>
        )}
        <button type="button" className="rounded-xs hover:text-text hover:underline" onClick={onText}>
          {t("message.as_text")}
        </button>
      </p>
    </>
  );
}
