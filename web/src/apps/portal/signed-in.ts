/** What all pages of a signed-in customer share: the frame with the ways out, words for states, dates. */
import { frame, h } from "./dom";
import { signOut, type Person, type Request } from "./portal-api";
import type { Say, Word } from "./words";

const STATES: Record<Request["state"], Word> = { open: "stateOpen", pending: "statePending", resolved: "stateResolved", closed: "stateClosed" };

/** The workspace's own word for where a request stands, else ours. */
export const stateOf = (request: Request, say: Say) => request.status ?? say(STATES[request.state]);

export function when(at: string, language: string): HTMLElement {
  const moment = new Date(at);
  const text = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(moment);
  return h("time", { datetime: at }, text);
}

export function signedIn(person: Person, say: Say, ...children: Node[]): HTMLElement {
  const home = `/portal/${encodeURIComponent(person.slug)}`;
  async function leave(): Promise<void> {
    await signOut().catch(() => null);
    location.replace(`${home}/sign-in`);
  }
  const out = h("button", { type: "button", class: "link", click: () => void leave() }, say("signOut"));
  const ways = h("nav", { "aria-label": person.workspace }, h("a", { href: `${home}/requests` }, say("requests")), h("a", { href: `${home}/devices` }, say("devices")), out);
  return frame(person.workspace, ...children, ways);
}
