import "./portal.css";
import { Refused } from "./api";
import { confirmPage } from "./confirm-page";
import { frame, h, heading, show } from "./dom";
import { formPage } from "./form-page";
import { languageOf, speaker } from "./words";

const language = languageOf(navigator.languages);
const say = speaker(language);
document.documentElement.lang = language;

/** The page of an address: `/portal/<slug>/new` and `/portal/confirm/<token>`. */
function pageOf(path: string): Promise<void> | null {
  const [, , first, second, ...more] = path.replace(/\/$/, "").split("/");
  if (!first || !second || more.length > 0) return null;
  if (first === "confirm") return confirmPage(decodeURIComponent(second), say);
  return second === "new" ? formPage(decodeURIComponent(first), say) : null;
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
    const page = pageOf(location.pathname);
    if (page) await page;
    else nowhere();
  } catch (error) {
    if (error instanceof Refused && error.status === 404) nowhere();
    else unreachable();
  }
}

void start();
