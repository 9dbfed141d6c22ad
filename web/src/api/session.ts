import { hearServerTime } from "@/lib/server-time";
import { useStore } from "@/lib/store";
import { createSessionManager, type SessionState } from "./session-manager";
import type { Session } from "./types";

const LOCK = "lambdesk-session";
let queue: Promise<unknown> = Promise.resolve();

/** Locks exist only on secure origins; elsewhere tasks queue within the tab and the server's grace covers the rest. */
function exclusive<T>(task: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request(LOCK, task) as Promise<T>;
  const turn = queue.then(task, task);
  queue = turn.catch(() => undefined);
  return turn;
}

export const sessionManager = createSessionManager({
  async fetch(url, init) {
    const asked = Date.now();
    const response = await fetch(url, { signal: AbortSignal.timeout(20_000), ...init });
    hearServerTime(response.headers.get("Date"), asked, Date.now());
    return response;
  },
  exclusive,
  channel: typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(LOCK),
  now: () => Date.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
});

export function useSessionState(): SessionState {
  return useStore(sessionManager.state);
}

/** The session of a page that is only shown to those who have one. */
export function useSession(): Session {
  const state = useSessionState();
  if (state.status !== "signed_in") throw new Error("this page needs a session");
  return state.session;
}
