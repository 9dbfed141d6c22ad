/**
 * What an agent wrote with formats, drawn as elements of the page. Only what the composer makes is taken over; markup is
 * never put into the page as text, so there is nothing in it that could act.
 */
import { Fragment, useMemo, type ReactNode } from "react";

const BLOCKS: Record<string, [keyof React.JSX.IntrinsicElements, string]> = {
  p: ["p", "mb-2 last:mb-0"],
  ul: ["ul", "mb-2 list-disc pl-5 last:mb-0"],
  ol: ["ol", "mb-2 list-decimal pl-5 last:mb-0"],
  li: ["li", "pl-0.5"],
  blockquote: ["blockquote", "mb-2 border-l-2 border-line-strong pl-3 text-text-2 last:mb-0"],
  pre: ["pre", "mb-2 overflow-x-auto rounded-m bg-sunken px-3 py-2 font-mono text-12 whitespace-pre last:mb-0"],
  h1: ["h3", "mt-3 mb-1 font-semibold first:mt-0"],
  h2: ["h3", "mt-3 mb-1 font-semibold first:mt-0"],
  h3: ["h3", "mt-3 mb-1 font-semibold first:mt-0"],
  h4: ["h4", "mt-3 mb-1 font-semibold first:mt-0"],
  strong: ["strong", "font-semibold"],
  b: ["strong", "font-semibold"],
  em: ["em", "italic"],
  i: ["em", "italic"],
  s: ["s", ""],
  u: ["u", ""],
  code: ["code", "rounded-s bg-sunken px-1 py-0.5 font-mono text-12 in-[pre]:bg-transparent in-[pre]:p-0"],
};
const SAFE = /^(https?:|mailto:|tel:)/i;
const DROPPED = new Set(["script", "style", "template", "iframe", "object", "embed", "svg", "math", "title", "head"]);

type Picture = (contentId: string, alt: string) => ReactNode;

function drawn(node: ChildNode, key: number, picture: Picture): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const name = node.localName;
  if (DROPPED.has(name)) return null;
  if (name === "br") return <br key={key} />;
  if (name === "img") {
    const source = node.getAttribute("src") ?? "";
    return source.startsWith("cid:") ? <Fragment key={key}>{picture(source.slice(4), node.getAttribute("alt") ?? "")}</Fragment> : null;
  }
  const inner = [...node.childNodes].map((child, index) => drawn(child, index, picture));
  const href = name === "a" ? (node.getAttribute("href") ?? "") : "";
  if (SAFE.test(href)) {
    return (
      <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow" className="text-accent underline decoration-line-strong underline-offset-2 hover:decoration-current">
        {inner}
      </a>
    );
  }
  const [Tag, className] = BLOCKS[name] ?? [null, ""];
  if (!Tag) return <Fragment key={key}>{inner}</Fragment>;
  const Element_ = Tag as "p";
  return (
    <Element_ key={key} className={className || undefined} {...(name === "ol" && node.hasAttribute("start") ? { start: Number(node.getAttribute("start")) } : {})}>
      {inner}
    </Element_>
  );
}

const NO_PICTURE: Picture = (_id, alt) => `[${alt}]`;

export function RichHtml({ html, picture = NO_PICTURE }: { html: string; picture?: Picture }) {
  const nodes = useMemo(() => [...new DOMParser().parseFromString(html, "text/html").body.childNodes], [html]);
  return (
    <div dir="auto" className="max-w-measure text-14 leading-read wrap-anywhere">
      {nodes.map((node, index) => drawn(node, index, picture))}
    </div>
  );
}
