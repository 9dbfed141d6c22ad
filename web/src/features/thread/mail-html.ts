/**
 * Makes a customer's HTML fit to be shown: what could act or call home is taken out or set aside. The server has cleaned it
 * before and the page that shows it runs none of its scripts; this is the third wall, and what turns quotes and pictures into something to click.
 */

export interface PreparedMail {
  html: string;
  /** Pictures from elsewhere, which tell their owner that the mail was read. */
  remoteImages: number;
  hasQuote: boolean;
  /** It brings its own colours, so it needs the light ground it was made for. */
  designed: boolean;
}

const REMOVED = "script,style,link,meta,base,title,iframe,frame,object,embed,applet,form,input,button,select,textarea,svg,math,template,audio,video,noscript";
const QUOTES = "blockquote[type=cite],.gmail_quote,.gmail_quote_container,.yahoo_quoted,.protonmail_quote,#divRplyFwdMsg,#appendonsend,.moz-cite-prefix,.moz-signature+blockquote";
const LINKS = /^(https?:|mailto:|tel:)/i;
const STYLES = /^(color|background|background-color|font|font(-[a-z]+)+|text(-[a-z]+)+|line-height|letter-spacing|white-space|vertical-align|width|max-width|min-width|height|max-height|margin(-[a-z]+)?|padding(-[a-z]+)?|border(-[a-z-]+)?|display|list-style(-type)?|direction|word-break|overflow-wrap|table-layout)$/;

/** Declarations that only look: nothing is loaded, nothing leaves its place. */
export function safeStyles(style: string): string {
  return style
    .split(";")
    .map((each) => each.trim())
    .filter((each) => STYLES.test((each.split(":")[0] ?? "").trim().toLowerCase()))
    .filter((each) => !/url\s*\(|expression|image-set|attr\s*\(|var\s*\(|[\\<>]/i.test(each))
    .join("; ");
}

function keepStyles(element: Element): boolean {
  const safe = safeStyles(element.getAttribute("style") ?? "");
  element.removeAttribute("style");
  if (safe) element.setAttribute("data-style", safe);
  return /(^|[^-])\bbackground|(^|;)\s*color/i.test(safe);
}

function clean(element: Element): void {
  for (const { name } of [...element.attributes]) {
    if (/^on|^(srcset|background|ping|formaction|action|poster|srcdoc|contenteditable|autofocus|tabindex|id|data-.*)$/i.test(name)) element.removeAttribute(name);
  }
  if (element.localName !== "a" && element.localName !== "area") return;
  if (!LINKS.test(element.getAttribute("href") ?? "")) element.removeAttribute("href");
  element.setAttribute("target", "_blank");
  element.setAttribute("rel", "noopener noreferrer nofollow");
}

/** Whether nothing is said after the element. */
function isLast(element: Element, root: Element): boolean {
  for (let at: Element | null = element; at && at !== root; at = at.parentElement) {
    for (let next = at.nextSibling; next; next = next.nextSibling) {
      const quoted = next instanceof Element && (next.matches(QUOTES) || next.matches("blockquote"));
      if (!quoted && next.textContent?.trim()) return false;
    }
  }
  return true;
}

/** "On Monday Ada wrote:" right above a quote belongs to it. */
function introOf(quote: Element): Element | null {
  const before = quote.previousElementSibling;
  const words = before?.textContent?.trim() ?? "";
  return before && words.endsWith(":") && words.length < 200 && !before.querySelector("img,table") ? before : null;
}

/** Marks what is only quoted, if it stands at the end and something is said before it. */
function markQuote(root: HTMLElement): boolean {
  const candidates = [...root.querySelectorAll(`${QUOTES},blockquote`)].filter((each) => isLast(each, root));
  const first = candidates[0];
  if (!first) return false;
  const outer = candidates.filter((each) => !candidates.some((other) => other !== each && other.contains(each)));
  const all = outer.flatMap((each) => [introOf(each) ?? each, each]);
  for (const each of all) each.setAttribute("data-quoted", "");
  const said = root.cloneNode(true) as HTMLElement;
  for (const each of said.querySelectorAll("[data-quoted]")) each.remove();
  if (said.textContent?.trim() || said.querySelector("img")) return true;
  for (const each of all) each.removeAttribute("data-quoted");
  return false;
}

/** `pictures` gives the address of a picture that came with the mail, by its content id. */
export function prepareMail(html: string, pictures: ReadonlyMap<string, string>, loadRemote: boolean): PreparedMail {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const hasQuote = (() => {
    for (const each of body.querySelectorAll(REMOVED)) each.remove();
    return markQuote(body);
  })();
  let remoteImages = 0;
  let designed = body.hasAttribute("bgcolor") || body.querySelector("[bgcolor],font[color]") !== null;
  for (const element of [body, ...body.querySelectorAll("*")]) {
    const quoted = element.hasAttribute("data-quoted");
    // The server keeps the address of a picture from elsewhere where nothing loads it.
    const source = (element.getAttribute("data-src") ?? element.getAttribute("src") ?? "").trim();
    clean(element);
    if (quoted) element.setAttribute("data-quoted", "");
    designed = keepStyles(element) || designed;
    if (element.localName !== "img") continue;
    const own = source.toLowerCase().startsWith("cid:") ? pictures.get(source.slice(4)) : undefined;
    const remote = /^https?:\/\//i.test(source);
    if (remote) remoteImages += 1;
    const wanted = /^data:image\//i.test(source) || (remote && loadRemote);
    // The page has no other pictures than those that nobody on the way could change.
    const shown = own ?? (wanted ? source.replace(/^http:/i, "https:") : null);
    if (shown === null) element.removeAttribute("src");
    else element.setAttribute("src", shown);
    if (!element.hasAttribute("alt")) element.setAttribute("alt", "");
  }
  return { html: body.innerHTML, remoteImages, hasQuote, designed };
}
