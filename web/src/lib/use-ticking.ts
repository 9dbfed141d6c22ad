import { useSyncExternalStore } from "react";
import { serverNow } from "./server-time";

const SECOND = 1_000;
let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  // Nobody sees the seconds of a hidden page; the first tick after it is shown again catches up.
  if (document.hidden) return;
  now = serverNow();
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) timer = setInterval(tick, SECOND);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

function current(): number {
  if (listeners.size === 0) now = Math.floor(serverNow() / SECOND) * SECOND;
  return now;
}

/**
 * What `read` makes of the time, kept right by the second. All readers share one timer, and each is drawn again only
 * when its own value changes: a clock that shows minutes costs one drawing a minute.
 */
export function useTicking<T extends string | number>(read: (now: number) => T): T {
  return useSyncExternalStore(subscribe, () => read(current()));
}
