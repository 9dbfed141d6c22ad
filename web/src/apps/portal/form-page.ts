/** The form: what is wrong stands at its field, what was written is never lost, and the work is done while one types. */
import { loadForm, Refused, sendForm, type Filled, type Form } from "./api";
import { frame, h, heading, show } from "./dom";
import { solve } from "@/lib/proof";
import type { Say, Word } from "./words";

type Name = "name" | "email" | "subject" | "body";
const LIMITS: Record<Name, number> = { name: 120, email: 254, subject: 200, body: 10_000 };
const NEEDS: Partial<Record<Name, Word>> = { email: "needsEmail", subject: "needsSubject", body: "needsBody" };
const FIELDS: Name[] = ["name", "email", "subject", "body"];

/** What is wrong with a value, or null. */
export function mistake(name: Name, value: string): Word | null {
  const text = value.trim();
  const need = NEEDS[name];
  if (need && !text) return need;
  if (name === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return "needsEmail";
  return [...text].length > LIMITS[name] ? "tooLong" : null;
}

/** Shows the form of a workspace. Rejects when there is none. */
export async function formPage(slug: string, say: Say): Promise<void> {
  let form = await loadForm(slug);
  let work = solve(form.challenge, form.difficulty);
  const alert = h("p", { class: "alert", role: "alert" });
  const button = h("button", { type: "submit" }, say("send"));
  const fields = new Map(FIELDS.map((name) => [name, field(name, say)]));
  const website = h("input", { name: "website", tabindex: "-1", autocomplete: "off" });

  async function renew(): Promise<void> {
    form = await loadForm(slug);
    work = solve(form.challenge, form.difficulty);
  }

  function mark(codes: Map<Name, Word>): void {
    for (const [name, each] of fields) each.mark(codes.get(name) ?? null);
    alert.textContent = codes.size > 0 ? say("check") : "";
    const [first] = codes.keys();
    if (first) fields.get(first)?.input.focus();
  }

  function wrong(): Map<Name, Word> {
    const found = new Map<Name, Word>();
    for (const [name, each] of fields) {
      const word = mistake(name, each.input.value);
      if (word) found.set(name, word);
    }
    return found;
  }

  async function deliver(again: boolean): Promise<void> {
    const value = (name: Name) => fields.get(name)?.input.value.trim() ?? "";
    const told = { name: value("name"), email: value("email"), subject: value("subject"), body: value("body") };
    const filled: Filled = { ...told, website: website.value, challenge: form.challenge, solution: await work };
    try {
      await sendForm(slug, filled);
    } catch (error) {
      if (!again || !(error instanceof Refused) || !(error.fields.has("challenge") || error.fields.has("solution")))
        throw error;
      await renew();
      return deliver(false);
    }
    show(thanks(form, told.email, slug, say), say("sent"));
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const found = wrong();
    mark(found);
    if (found.size > 0 || button.disabled) return;
    button.disabled = true;
    button.textContent = say("sending");
    try {
      await deliver(true);
    } catch (error) {
      const refused = error instanceof Refused ? FIELDS.filter((name) => error.fields.has(name)) : [];
      mark(new Map(refused.map((name) => [name, NEEDS[name] ?? "tooLong"])));
      if (refused.length === 0) alert.textContent = say("failed");
    } finally {
      button.disabled = false;
      button.textContent = say("send");
    }
  }

  const page = frame(
    form.name,
    heading(say("title")),
    h("p", { class: "lead" }, say("lead", { name: form.name })),
    h(
      "form",
      { novalidate: true, submit: (event) => void submit(event) },
      alert,
      ...[...fields.values()].map((each) => each.row),
      h("div", { class: "trap", "aria-hidden": "true" }, h("label", {}, "Website", website)),
      button,
    ),
  );
  show(page, `${say("help")} · ${form.name}`, false);
}

function field(name: Name, say: Say) {
  const kind = name === "email" ? "email" : "text";
  const complete = name === "email" ? "email" : name === "name" ? "name" : "off";
  const shared = { id: name, name, autocomplete: complete, "aria-describedby": `${name}-wrong` };
  const input = name === "body" ? h("textarea", { ...shared, rows: "7" }) : h("input", { ...shared, type: kind });
  if (NEEDS[name]) input.setAttribute("aria-required", "true");
  const wrong = h("p", { id: `${name}-wrong`, class: "wrong" });
  const hint = NEEDS[name] ? null : h("span", { class: "hint" }, say("optional"));
  const row = h("div", { class: "field" }, h("label", { for: name }, say(name), hint), input, wrong);
  function mark(word: Word | null): void {
    wrong.textContent = word ? say(word, { limit: String(LIMITS[name]) }) : "";
    input.toggleAttribute("aria-invalid", word !== null);
    if (word) input.setAttribute("aria-invalid", "true");
  }
  return { input, row, mark };
}

function thanks(form: Form, email: string, slug: string, say: Say): HTMLElement {
  const again = h("button", { type: "button", class: "quiet", click: () => void formPage(slug, say) }, say("another"));
  return frame(
    form.name,
    heading(say("sent")),
    h("p", { class: "lead" }, say("sentText", { name: form.name, email })),
    again,
  );
}
