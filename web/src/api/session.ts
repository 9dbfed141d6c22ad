import { useMemo } from "react";
import { hearServerTime } from "@/lib/server-time";
import { useStore } from "@/lib/store";
import { createSessionManager, type SessionState } from "./session-manager";
import type { Session } from "./types";
import { viewing } from "./viewing";

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

sessionManager.state.subscribe(() => sessionManager.state.get().status === "signed_in" || viewing.set(null));

/** The session; of whoever the desk is looked at as, when it is somebody else. */
export function useSessionState(): SessionState {
  const state = useStore(sessionManager.state);
  const other = useStore(viewing);
  return useMemo(() => (state.status === "signed_in" && other ? { ...state, session: { ...state.session, ...other } } : state), [state, other]);
}

/** The session of a page that is only shown to those who have one. */
export function useSession(): Session {
  const state = useSessionState();
  if (state.status !== "signed_in") throw new Error("this page needs a session");
  return state.session;
}
