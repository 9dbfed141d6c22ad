/** One request: what was said to the customer and by them, and a box for an answer. */
import { h, heading, show } from "./dom";
import { fileLink, oneRequest, sayMore, whoAmI, type Person, type Said, type Thread } from "./portal-api";
import { signedIn, stateOf, when } from "./signed-in";
import type { Say } from "./words";

const LIMIT = 10_000;

/** Rejects with 401 for somebody who is not signed in, with 404 for a request that is none of theirs. */
export async function requestPage(_slug: string, number: string, say: Say, language: string): Promise<void> {
  const [person, thread] = await Promise.all([whoAmI(), oneRequest(number)]);
  draw(person, thread, say, language, false);
}

function draw(person: Person, thread: Thread, say: Say, language: string, focus: boolean): void {
  const { ticket, messages, open } = thread;
  const facts = h("p", { class: "facts" }, h("span", { class: "label" }, ticket.label), " · ", stateOf(ticket, say));
  const said = h("ol", { class: "thread" }, ...messages.map((each) => message(each, ticket.number, say, language)));
  const rest = open ? answerBox(person, ticket.number, say, language) : h("p", { class: "aside" }, say("isClosed"));
  show(signedIn(person, say, heading(ticket.subject), facts, said, rest), `${ticket.subject} · ${person.workspace}`, focus);
}

function message(said: Said, number: number, say: Say, language: string): HTMLElement {
  async function open(index: number): Promise<void> {
    const { url } = await fileLink(number, said.id, index);
    location.assign(url);
  }
  const files = said.attachments.map((file) => h("li", {}, h("button", { type: "button", class: "link", click: () => void open(file.index).catch(() => null) }, file.name)));
  return h(
    "li",
    said.mine ? { class: "mine" } : {},
    h("p", { class: "facts" }, said.mine ? say("you") : said.author, " · ", when(said.at, language)),
    h("p", { class: "words" }, said.body),
    said.complete ? null : h("p", { class: "facts" }, say("more")),
    files.length ? h("ul", { class: "files" }, ...files) : null,
  );
}

function answerBox(person: Person, number: number, say: Say, language: string): HTMLElement {
  const alert = h("p", { class: "alert", role: "alert" });
  const box = h("textarea", { id: "answer", rows: "5", maxlength: String(LIMIT), "aria-required": "true" });
  const button = h("button", { type: "submit" }, say("sendAnswer"));
  // One key for as long as the same words are tried: sent twice, they are said once.
  let [key, keyed] = ["", ""];
  async function send(event: Event): Promise<void> {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return box.focus();
    if (text !== keyed) [key, keyed] = [crypto.randomUUID(), text];
    button.disabled = true;
    alert.textContent = "";
    try {
      await sayMore(number, text, key);
      draw(person, await oneRequest(String(number)), say, language, true);
    } catch {
      alert.textContent = say("answerFailed");
      button.disabled = false;
    }
  }
  const field = h("div", { class: "field" }, h("label", { for: "answer" }, say("answer")), box);
  return h("form", { novalidate: true, submit: (event) => void send(event) }, alert, field, button);
}
