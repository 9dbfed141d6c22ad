/** The page behind a confirmation link. Opening it does nothing; the button says that it is solved. */
import { confirm, loadBrand, loadConfirmation, type Confirmation } from "./api";
import { dress, frame, h, heading, show } from "./dom";
import type { Say } from "./words";

/** Shows the ticket behind a token. Rejects when the token is none of ours. */
export async function confirmPage(token: string, say: Say): Promise<void> {
  const found = await loadConfirmation(token);
  await loadBrand(found.slug).then(dress, () => undefined);
  draw(found, token, say, false);
}

function draw(found: Confirmation, token: string, say: Say, focus: boolean): void {
  const ticket = h("p", { class: "ticket" }, h("span", { class: "label" }, found.label), found.subject);
  const asked = found.state === "resolved";
  const title = asked ? say("confirmTitle") : say(found.state === "closed" ? "closed" : "open");
  const rest = asked
    ? question(token, say)
    : [h("p", { class: "lead" }, say(found.state === "closed" ? "closedText" : "openText"))];
  show(frame(found.name, heading(title), ticket, ...rest), `${title} · ${found.name}`, focus);
}

function question(token: string, say: Say): HTMLElement[] {
  const alert = h("p", { class: "alert", role: "alert" });
  const button = h("button", { type: "button", click: () => void yes() }, say("confirm"));
  async function yes(): Promise<void> {
    button.disabled = true;
    button.textContent = say("confirming");
    alert.textContent = "";
    try {
      draw(await confirm(token), token, say, true);
    } catch {
      // Somebody may have reopened it meanwhile: then the page says so.
      const now = await loadConfirmation(token).catch(() => null);
      if (now && now.state !== "resolved") return draw(now, token, say, true);
      alert.textContent = say("confirmFailed");
      button.disabled = false;
      button.textContent = say("confirm");
    }
  }
  return [alert, button, h("p", { class: "aside" }, say("notYet"))];
}
