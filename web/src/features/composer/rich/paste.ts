/** What becomes of pasted text. Pasted HTML is cleaned by the document itself: it takes only what a mail can carry. */
import { marked } from "marked";

const SIGNS = [
  /^#{1,6} \S/m, // heading
  /^\s*[-*+] \S.*\n\s*[-*+] \S/m, // list of two at least: a lone dash is a dash
  /^\s*1[.)] \S.*\n\s*2[.)] \S/m,
  /^> \S/m,
  /^```/m,
  /\*\*[^\s*][^*\n]*\*\*/,
  /`[^`\n]+`/,
  /\[[^\]\n]+\]\(https?:\/\/[^\s)]+\)/,
];

/** Whether plain text was meant as Markdown, judged by signs that hardly occur otherwise. */
export const isMarkdown = (text: string): boolean => SIGNS.some((sign) => sign.test(text));

export const htmlOfMarkdown = (text: string): string => marked.parse(text, { async: false, gfm: true, breaks: true });

/** Code editors put the same text as coloured HTML beside the plain one. */
export function isOnlyColouredCode(html: string): boolean {
  return html.includes("vscode-editor-data") || /^(<meta[^>]*>)?<(pre|div)[^>]*font-family:[^>]*monospace/i.test(html.trim());
}

/** Files in what was pasted or dropped. A picture of copied cells beside their text is left out. */
export function filesOf(data: DataTransfer | null): File[] {
  if (!data || data.types.includes("text/html")) return [];
  return [...data.files];
}
