/**
 * What the desk and the page that shows a mail tell each other. The page stands on the content origin, in a sandbox without
 * an origin of its own: neither can look into the other, and all that passes between them is here.
 */
import type { PreparedMail } from "./mail-html";

/** Leads to the content origin; only whoever serves the desk knows where that is. */
export const MAIL_PAGE = "/mail-frame.html";

/** Colours and fonts of the desk, as values of its tokens. */
export interface Look {
  tokens: Record<string, string>;
  scheme: string;
}

/** The first message, which brings the port for all others. */
export interface Letter {
  mail: PreparedMail;
  /** From where pictures may be loaded. */
  imageOrigins: string[];
  lang: string;
  look: Look;
  quoteOpen: boolean;
}

export type ToPage = { look: Look } | { quoteOpen: boolean };

/** How high the mail is, in CSS pixels. */
export interface FromPage {
  height: number;
}

const TOKENS = ["--text", "--text-2", "--text-3", "--accent", "--line-strong", "--sunken", "--font"];
// Far above any mail, far below what browsers can lay out.
const HIGHEST = 200_000;

/** The desk as it looks now. */
export function lookOf(root: HTMLElement): Look {
  const own = getComputedStyle(root);
  return { tokens: Object.fromEntries(TOKENS.map((token) => [token, own.getPropertyValue(token)])), scheme: own.colorScheme };
}

/** The height that a page told; null for anything else. */
export function heightOf(told: unknown): number | null {
  const height = typeof told === "object" && told !== null && "height" in told ? told.height : null;
  return typeof height === "number" && height >= 0 && height <= HIGHEST ? Math.ceil(height) : null;
}
