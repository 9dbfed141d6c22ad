/** What all pages of a signed-in customer share: the frame with the ways out, words for states, dates. */
import { frame, h } from "./dom";
import { signOut, type Person, type Request } from "./portal-api";
import type { Say, Word } from "./words";

const STATES: Record<Request["state"], Word> = { open: "stateOpen", pending: "statePending", resolved: "stateResolved", closed: "stateClosed" };

/** The workspace's own word for where a request stands, else ours. */
export const stateOf = (request: Request, say: Say) => request.status ?? say(STATES[request.state]);

/** The language as it is written where the reader lives, so that an English page in Britain shows 14:05. */
const localOf = (language: string) => navigator.languages.find((local) => local.split("-")[0] === language) ?? language;

export function when(at: string, language: string): HTMLElement {
  const moment = new Date(at);
  const text = new Intl.DateTimeFormat(localOf(language), { dateStyle: "medium", timeStyle: "short" }).format(moment);
  return h("time", { datetime: at }, text);
}

export const state = (request: Request, say: Say) => h("span", { class: `state ${request.state}` }, stateOf(request, say));

const PROMISES = { reply: ["replyBy", "replyLate"], solution: ["solvedBy", "solvedLate"] } as const;

/** What the workspace promises still, a line each; with "waiting for you" said once. */
export function promises(request: Request, say: Say, language: string): HTMLElement[] {
  const line = (...said: (Node | string)[]) => h("p", { class: "facts promise" }, ...said);
  const waits = request.promises.some((each) => each.state === "waiting");
  const told = request.promises.flatMap(({ kind, state, by }) => {
    const [aim, late] = PROMISES[kind];
    if (state === "late") return [line(say(late))];
    return by ? [line(`${say(aim)} `, when(by, language))] : [];
  });
  return waits ? [...told, line(say("waitsForYou"))] : told;
}

export function signedIn(person: Person, say: Say, ...children: Node[]): HTMLElement {
  const home = `/portal/${encodeURIComponent(person.slug)}`;
  async function leave(): Promise<void> {
    await signOut().catch(() => null);
    location.replace(`${home}/sign-in`);
  }
  const way = (page: string, word: Word) => h("a", { href: `${home}/${page}`, "aria-current": location.pathname === `${home}/${page}` && "page" }, say(word));
  const out = h("button", { type: "button", class: "link", click: () => void leave() }, say("signOut"));
  const ways = h("nav", { "aria-label": person.workspace }, way("requests", "requests"), way("devices", "devices"), out);
  return frame(h("div", { class: "top" }, h("span", { class: "brand" }, person.workspace), ways), ...children);
}
