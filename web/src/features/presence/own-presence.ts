/**
 * Tells the others what this person does on a ticket: looks at it, writes, has gone. The server forgets it after half a
 * minute, so it is said again and again; a page that nobody sees says nothing.
 */
import type { Person } from "./presence-store";
import { AGAIN, asking } from "./who-is-where";

const PAUSE = 5_000;

type State = Person["state"] | "gone";

export interface OwnPresence {
  /** A key was pressed in the answer. */
  typed: () => void;
  /** The text has gone out. */
  rested: () => void;
  /** What is said has to be said anew, for example on another connection. */
  repeat: () => void;
  leave: () => void;
}

export function beOn(number: number, say: (message: object) => void): OwnPresence {
  let state: State = document.visibilityState === "visible" ? "viewing" : "gone";
  let idle: ReturnType<typeof setTimeout> | undefined;

  const repeat = () => {
    if (state !== "gone") say({ action: "presence", number, state, ...asking() });
  };
  const become = (next: State) => {
    if (next === state) return;
    state = next;
    say({ action: "presence", number, state });
  };
  const look = () => become(document.visibilityState === "visible" ? "viewing" : "gone");
  const go = () => become("gone");

  const again = setInterval(repeat, AGAIN);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", go);
  repeat();
  return {
    typed() {
      clearTimeout(idle);
      idle = setTimeout(look, PAUSE);
      become("typing");
    },
    rested() {
      clearTimeout(idle);
      look();
    },
    repeat,
    leave() {
      clearInterval(again);
      clearTimeout(idle);
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("pagehide", go);
      go();
    },
  };
}
