import type { FromPage, Letter, Look, ToPage } from "@/features/thread/mail-page";

/** The policy allows styles that a script sets. */
function paint(root: HTMLElement, { tokens, scheme }: Look): void {
  for (const [token, value] of Object.entries(tokens)) root.style.setProperty(token, value);
  root.style.colorScheme = root.hasAttribute("data-designed") ? "light" : scheme;
}

/**
 * Puts a mail into the page. A policy of its own, put there first, is stricter than the headers it came with: from now on
 * no script is loaded at all, and no picture but from what is named. `origin`: from where the page itself was loaded.
 */
export function fill(page: Document, letter: Letter, origin: string): void {
  const { mail, imageOrigins, lang, look, quoteOpen } = letter;
  const policy = page.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = `default-src 'none'; style-src ${origin}; font-src ${origin}; img-src data: ${imageOrigins.join(" ")}; form-action 'none'; base-uri 'none'`;
  page.head.append(policy);
  const root = page.documentElement;
  root.lang = lang;
  root.toggleAttribute("data-designed", mail.designed);
  root.toggleAttribute("data-quote-open", quoteOpen);
  const box = page.createElement("div");
  box.dir = "auto";
  page.body.replaceChildren(box);
  box.innerHTML = mail.html;
  for (const element of box.querySelectorAll<HTMLElement>("[data-style]")) element.style.cssText = element.dataset.style ?? "";
  paint(root, look);
}

/** Shows the mail and goes on listening: the desk's look may change, the quote may be opened, and the height is told. */
export function show(page: Document, letter: Letter, port: MessagePort, origin: string): void {
  fill(page, letter, origin);
  const root = page.documentElement;
  port.onmessage = ({ data }: MessageEvent<ToPage>) => {
    if ("look" in data) paint(root, data.look);
    else root.toggleAttribute("data-quote-open", data.quoteOpen);
  };
  const tell = () => port.postMessage({ height: page.body.getBoundingClientRect().height } satisfies FromPage);
  new ResizeObserver(tell).observe(page.body);
  tell();
}
