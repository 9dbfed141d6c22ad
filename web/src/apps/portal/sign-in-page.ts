/** Asking for a link, and the page behind one. Opening a link does nothing; the button signs in. */
import { loadForm, Refused } from "./api";
import { frame, h, heading, show } from "./dom";
import { mistake } from "./form-page";
import { askForLink, lookAtLink, signInBy, type SignInLink } from "./portal-api";
import { solve } from "@/lib/proof";
import type { Say } from "./words";

/** Shows the question for an address. Rejects when there is no such workspace. */
export async function signInPage(slug: string, say: Say): Promise<void> {
  const form = await loadForm(slug);
  let work = solve(form.challenge, form.difficulty);
  const alert = h("p", { class: "alert", role: "alert" });
  const button = h("button", { type: "submit" }, say("sendLink"));
  const wrong = h("p", { id: "email-wrong", class: "wrong" });
  const email = h("input", { id: "email", name: "email", type: "email", autocomplete: "email", "aria-describedby": "email-wrong", "aria-required": "true" });

  async function send(): Promise<void> {
    const address = email.value.trim();
    await askForLink(slug, { email: address, challenge: form.challenge, solution: await work });
    const sent = h("p", { class: "lead" }, say("linkSentText", { name: form.name, email: address }));
    show(frame(form.name, heading(say("linkSent")), sent), `${say("linkSent")} · ${form.name}`);
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const word = mistake("email", email.value);
    wrong.textContent = word ? say(word) : "";
    if (word) email.setAttribute("aria-invalid", "true");
    else email.removeAttribute("aria-invalid");
    if (word) return email.focus();
    button.disabled = true;
    alert.textContent = "";
    try {
      await send();
    } catch {
      alert.textContent = say("linkFailed");
      const anew = await loadForm(slug).catch(() => form);
      Object.assign(form, anew);
      work = solve(form.challenge, form.difficulty);
    }
    button.disabled = false;
  }

  const field = h("div", { class: "field" }, h("label", { for: "email" }, say("email")), email, wrong);
  const asked = h("form", { novalidate: true, submit: (event) => void submit(event) }, alert, field, button);
  show(frame(form.name, heading(say("signIn")), h("p", { class: "lead" }, say("signInLead", { name: form.name })), asked), `${say("signIn")} · ${form.name}`, false);
}

function over(slug: string, say: Say): void {
  const again = h("p", { class: "aside" }, h("a", { class: "button", href: `/portal/${encodeURIComponent(slug)}/sign-in` }, say("linkAnew")));
  show(frame("", heading(say("linkOver")), h("p", { class: "lead" }, say("linkOverText")), again), say("linkOver"));
}

/** Shows whom a link signs in, and the button that does it. */
export async function linkPage(slug: string, token: string, say: Say): Promise<void> {
  const found: SignInLink | null = await lookAtLink(slug, token).catch((error: unknown) => {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  });
  if (!found) return over(slug, say);
  const alert = h("p", { class: "alert", role: "alert" });
  const button = h("button", { type: "button", click: () => void sign() }, say("linkUse"));
  async function sign(): Promise<void> {
    button.disabled = true;
    try {
      await signInBy(slug, token);
      // The link stays out of the history.
      location.replace(`/portal/${encodeURIComponent(slug)}/requests`);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return over(slug, say);
      alert.textContent = say("unreachable");
      button.disabled = false;
    }
  }
  const title = say("linkTitle", { name: found.name });
  const text = h("p", { class: "lead" }, say("linkText", { person: found.person, email: found.email }));
  show(frame(found.name, heading(title), text, alert, h("p", { class: "aside" }, button)), title, false);
}
