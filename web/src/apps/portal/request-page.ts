/** One request: what was said to the customer and by them, and a box for an answer. */
import { fileSize } from "@/lib/time";
import { answerBox } from "./answer-box";
import { h, heading, show } from "./dom";
import { fileLink, oneRequest, whoAmI, type Person, type Said, type Thread } from "./portal-api";
import { promises, signedIn, state, when } from "./signed-in";
import type { Say, Word } from "./words";

/** Rejects with 401 for somebody who is not signed in, with 404 for a request that is none of theirs. */
export async function requestPage(_slug: string, number: string, say: Say, language: string): Promise<void> {
  const [person, thread] = await Promise.all([whoAmI(), oneRequest(number)]);
  draw(person, thread, say, language);
}

function draw(person: Person, thread: Thread, say: Say, language: string): void {
  const { ticket, messages } = thread;
  const home = `/portal/${encodeURIComponent(person.slug)}/requests`;
  const back = h("p", { class: "back" }, h("a", { href: home }, say("back")));
  const facts = h("p", { class: "facts" }, h("span", { class: "label" }, ticket.label), state(ticket, say));
  const other = (number: number | null, word: Word) => (number === null ? null : h("p", { class: "facts" }, h("a", { href: `${home}/${number}` }, say(word))));
  const said = h("ol", { class: "thread" }, ...messages.map((each) => message(each, ticket.number, say, language)));
  async function sent(answer: { number: number; id: string }): Promise<void> {
    // A follow-up is another page, also for the way back.
    if (answer.number !== ticket.number) return location.assign(`${home}/${answer.number}`);
    draw(person, await oneRequest(String(ticket.number)), say, language);
    document.getElementById(answer.id)?.focus();
  }
  const box = answerBox(thread, say, language, sent);
  const links = [other(thread.goes_on_from, "goesOnFrom"), other(thread.goes_on_in, "goesOnIn")].filter((each) => each !== null);
  show(signedIn(person, say, back, heading(ticket.subject), facts, ...promises(ticket, say, language), ...links, said, box), `${ticket.subject} · ${person.workspace}`, false);
}

function message(said: Said, number: number, say: Say, language: string): HTMLElement {
  const wrong = h("p", { class: "wrong", role: "alert" });
  async function open(index: number): Promise<void> {
    wrong.textContent = "";
    try {
      location.assign((await fileLink(number, said.id, index)).url);
    } catch {
      wrong.textContent = say("fileNotOpened");
    }
  }
  const files = said.attachments.map((file) =>
    h("li", {}, h("button", { type: "button", class: "link", click: () => void open(file.index) }, file.name), h("span", { class: "hint" }, " ", fileSize(file.size, language))),
  );
  return h(
    "li",
    { id: said.id, tabindex: "-1", ...(said.mine && { class: "mine" }) },
    h("p", { class: "facts" }, h("strong", {}, said.mine ? say("you") : said.author), when(said.at, language)),
    said.body ? h("p", { class: "words" }, said.body) : null,
    said.complete ? null : h("p", { class: "facts" }, say("more")),
    files.length ? h("ul", { class: "files" }, ...files) : null,
    wrong,
  );
}
