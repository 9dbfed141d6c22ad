import "./portal.css";
import "./signed-in.css";
import { acknowledgePage } from "./acknowledge-page";
import { loadBrand, Refused } from "./api";
import { confirmPage } from "./confirm-page";
import { dress, frame, h, heading, show } from "./dom";
import { formPage } from "./form-page";
import { devicesPage } from "./devices-page";
import { requestPage } from "./request-page";
import { requestsPage } from "./requests-page";
import { linkPage, signInPage } from "./sign-in-page";
import { languageOf, speaker } from "./words";

const language = languageOf(navigator.languages);
const say = speaker(language);
document.documentElement.lang = language;

/** A page without its brand is still a page; whether there is such a workspace, the page itself asks. */
const dressed = (slug: string) => loadBrand(slug).then(dress, () => undefined);

/** Shows the page of an address; whether there is one. */
async function pageOf(path: string): Promise<boolean> {
  const page = found(path);
  if (!page) return false;
  const slug = path.split("/")[2] ?? "";
  if (slug !== "confirm" && slug !== "acknowledge") await dressed(decodeURIComponent(slug));
  await page();
  return true;
}

/** The page of `/portal/<slug>/new`, `/portal/confirm/<token>` and the others. */
function found(path: string): (() => Promise<void>) | null {
  const [, , first, second, ...more] = path.replace(/\/$/, "").split("/");
  if (!first || !second || more.length > 1) return null;
  const [slug, third] = [decodeURIComponent(first), more[0] && decodeURIComponent(more[0])];
  if (second === "sign-in") return () => (third ? linkPage(slug, third, say) : signInPage(slug, say));
  if (second === "requests") return () => (third ? requestPage(slug, third, say, language) : requestsPage(slug, say, language));
  if (second === "devices" && !third) return () => devicesPage(slug, say, language);
  if (third) return null;
  if (first === "confirm") return () => confirmPage(decodeURIComponent(second), say);
  if (first === "acknowledge") return () => acknowledgePage(decodeURIComponent(second), say);
  return second === "new" ? () => formPage(slug, say) : null;
}

function nowhere(): void {
  show(frame("", heading(say("nowhere")), h("p", { class: "lead" }, say("nowhereText"))), say("nowhere"));
}

function unreachable(): void {
  const again = h("button", { type: "button", click: () => void start() }, say("again"));
  show(frame("", heading(say("help")), h("p", { class: "lead", role: "alert" }, say("unreachable")), again), say("help"));
}

async function start(): Promise<void> {
  show(frame("", h("p", { class: "lead", role: "status" }, say("loading"))), say("help"));
  try {
    if (!(await pageOf(location.pathname))) nowhere();
  } catch (error) {
    const slug = location.pathname.split("/")[2] ?? "";
    if (error instanceof Refused && error.status === 404) nowhere();
    else if (error instanceof Refused && error.status === 401) location.replace(`/portal/${slug}/sign-in`);
    else unreachable();
  }
}

void start();
