/** The page behind the link of somebody who was called. Opening it does nothing; the button says that they take care. */
import { acknowledge, loadAcknowledgement, loadBrand, type Acknowledgement } from "./api";
import { dress, frame, h, heading, show } from "./dom";
import type { Say, Word } from "./words";

const LATE: Record<string, Word> = {
  first_response: "lateFirst",
  next_response: "lateNext",
  resolution: "lateResolution",
};

/** Shows the breach behind a token. Rejects when the token is none of ours, or ran out. */
export async function acknowledgePage(token: string, say: Say): Promise<void> {
  const found = await loadAcknowledgement(token);
  await loadBrand(found.slug).then(dress, () => undefined);
  draw(found, token, say, false);
}

function draw(found: Acknowledgement, token: string, say: Say, focus: boolean): void {
  const title = say(titleOf(found));
  const ticket = h("p", { class: "ticket" }, h("span", { class: "label" }, found.label), found.subject);
  const rest = found.state === "waiting" ? question(found, token, say) : [h("p", { class: "lead" }, say(textOf(found)))];
  const desk = h("a", { href: `/${found.slug}/tickets/${found.number}` }, say("careDesk"));
  const page = frame(found.name, heading(title), ticket, ...rest, h("p", { class: "aside" }, desk));
  show(page, `${title} · ${found.name}`, focus);
}

function titleOf(found: Acknowledgement): Word {
  if (found.state === "waiting") return "careTitle";
  if (found.state === "over") return "careOver";
  return found.own ? "careYours" : "careTaken";
}

function textOf(found: Acknowledgement): Word {
  if (found.state === "over") return "careOverText";
  return found.own ? "careYoursText" : "careTakenText";
}

function question(found: Acknowledgement, token: string, say: Say): HTMLElement[] {
  const alert = h("p", { class: "alert", role: "alert" });
  const button = h("button", { type: "button", click: () => void yes() }, say("care"));
  async function yes(): Promise<void> {
    button.disabled = true;
    button.textContent = say("caring");
    alert.textContent = "";
    try {
      draw(await acknowledge(token), token, say, true);
    } catch {
      alert.textContent = say("confirmFailed");
      button.disabled = false;
      button.textContent = say("care");
    }
  }
  return [h("p", { class: "lead" }, say(LATE[found.metric] ?? "lateElse"), " ", say("careText")), alert, h("p", { class: "aside" }, button)];
}
