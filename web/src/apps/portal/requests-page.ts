/** A customer's own requests. */
import { h, heading, show } from "./dom";
import { myRequests, whoAmI, type Request } from "./portal-api";
import { promises, signedIn, state, when } from "./signed-in";
import type { Say } from "./words";

/** Rejects with 401 for somebody who is not signed in. */
export async function requestsPage(slug: string, say: Say, language: string): Promise<void> {
  const [person, requests] = await Promise.all([whoAmI(), myRequests()]);
  const home = `/portal/${encodeURIComponent(person.slug)}`;
  const line = (each: Request) =>
    h(
      "li",
      {},
      h("a", { href: `${home}/requests/${each.number}` }, each.subject),
      h("p", { class: "facts" }, h("span", { class: "label" }, each.label), state(each, say), when(each.updated_at, language)),
      ...promises(each, say, language),
    );
  const list = requests.length ? h("ul", { class: "requests" }, ...requests.map(line)) : h("p", { class: "lead" }, say("none"));
  const more = h("p", { class: "aside" }, h("a", { class: "button", href: `${home}/new` }, say("newRequest")));
  if (person.slug !== slug) history.replaceState(null, "", `${home}/requests`);
  show(signedIn(person, say, heading(say("requests")), list, more), `${say("requests")} · ${person.workspace}`, false);
}
