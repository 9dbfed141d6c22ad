import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "@/lib/store";
import { theme } from "@/lib/theme";
import stylesheet from "@/styles/mail-frame.css?url";
import { fillPage, prepareMail } from "./mail-html";
import { QuoteButton } from "./quote-button";

interface Props {
  name: string;
  html: string;
  /** Addresses of the pictures that came with it, by content id. */
  pictures: ReadonlyMap<string, string>;
  onText: () => void;
}

/** An empty page whose headers allow pictures from elsewhere, which those of the desk do not. */
const PAGE = "/mail-frame.html";
const TOKENS = ["--text", "--text-2", "--text-3", "--accent", "--line-strong", "--sunken", "--font"];

/** The colours of the desk, for the page in the frame. Its policy allows styles that a script sets. */
function paint(page: Document): void {
  const own = getComputedStyle(document.documentElement);
  for (const token of TOKENS) page.documentElement.style.setProperty(token, own.getPropertyValue(token));
  page.documentElement.style.colorScheme = page.documentElement.hasAttribute("data-designed") ? "light" : own.colorScheme;
}

function style(page: Document): void {
  for (const element of page.querySelectorAll<HTMLElement>("[data-style]")) element.style.cssText = element.dataset.style ?? "";
}

/** A customer's mail as it was sent, in a frame without scripts that is as high as its text. */
export default function MailFrame({ name, html, pictures, onText }: Props) {
  const { t } = useTranslation();
  const shade = useStore(theme);
  const frame = useRef<HTMLIFrameElement>(null);
  const [loadRemote, setLoadRemote] = useState(false);
  const [quoteOpen, setQuoteOpen] = useState(false);
  const mail = useMemo(() => prepareMail(html, pictures, loadRemote), [html, pictures, loadRemote]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let observer: ResizeObserver | undefined;
    const fit = () => {
      const inner = element.contentDocument?.body;
      if (inner) element.style.height = `${Math.ceil(inner.getBoundingClientRect().height)}px`;
    };
    const fill = () => {
      const inner = element.contentDocument;
      if (!inner?.body) return;
      const imageOrigins = [...new Set([...pictures.values()].map((address) => new URL(address).origin)), ...(loadRemote ? ["https:"] : [])];
      fillPage(inner, mail, { stylesheet, imageOrigins, lang: document.documentElement.lang });
      paint(inner);
      style(inner);
      fit();
      observer?.disconnect();
      observer = new ResizeObserver(fit);
      observer.observe(inner.body);
    };
    element.addEventListener("load", fill);
    return () => {
      element.removeEventListener("load", fill);
      observer?.disconnect();
    };
  }, [mail, pictures, loadRemote]);
  useLayoutEffect(() => {
    const root = frame.current?.contentDocument?.documentElement;
    root?.toggleAttribute("data-quote-open", quoteOpen);
  }, [quoteOpen]);
  useEffect(() => {
    const inner = frame.current?.contentDocument;
    // The theme's tokens change with the next frame.
    const later = requestAnimationFrame(() => inner?.body && paint(inner));
    return () => cancelAnimationFrame(later);
  }, [shade]);

  return (
    <>
      <iframe
        // A policy that is in force stays so; what may load more is another page.
        key={String(loadRemote)}
        ref={frame}
        title={t("message.frame", { name })}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        src={PAGE}
        className={`block h-11 w-full ${mail.designed ? "rounded-m bg-paper" : ""}`}
      />
      {mail.hasQuote && <QuoteButton isOpen={quoteOpen} onToggle={() => setQuoteOpen(!quoteOpen)} />}
      <p className="mt-1 flex flex-wrap items-center gap-x-3 text-12 text-text-3">
        {mail.remoteImages > 0 && !loadRemote && (
          <span>
            {t("message.images_blocked", { count: mail.remoteImages })}{" "}
            <button type="button" className="rounded-xs font-medium text-accent hover:underline" onClick={() => setLoadRemote(true)}>
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
