import { useLayoutEffect, useRef } from "react";
import { useLooking, viewing } from "@/api/viewing";
import { createStore, useStore } from "@/lib/store";
import type { ActionId } from "./catalog";
import { writes } from "./writes";

type Handlers = Partial<Record<ActionId, (() => void)[]>>;

const handlers = createStore<Handlers>({});

/** Who looks as somebody else changes nothing, by whatever way they try. */
const isHeld = (id: ActionId): boolean => writes(id) && viewing.get() !== null;

/** Runs an action if some part of the page offers it now. The part that came last wins. */
export function runAction(id: ActionId): boolean {
  const run = isHeld(id) ? undefined : handlers.get()[id]?.at(-1);
  run?.();
  return run !== undefined;
}

/** Offers an action for as long as the component is on the page; `null` takes the offer back. */
export function useAction(id: ActionId, run: (() => void) | null): void {
  const latest = useRef(run);
  // With the layout: what is on screen can be done, also by a key that comes right after it was drawn.
  useLayoutEffect(() => {
    latest.current = run;
  });
  const offered = run !== null;
  useLayoutEffect(() => {
    if (!offered) return;
    const call = () => latest.current?.();
    handlers.set({ ...handlers.get(), [id]: [...(handlers.get()[id] ?? []), call] });
    return () => {
      const left = (handlers.get()[id] ?? []).filter((other) => other !== call);
      handlers.set({ ...handlers.get(), [id]: left });
    };
  }, [id, offered]);
}

/** Whether an action can be run at this moment, for whoever asks once. */
export const isOffered = (id: ActionId): boolean => !isHeld(id) && (handlers.get()[id]?.length ?? 0) > 0;

/** Whether an action can be run now. */
export function useOffered(id: ActionId): boolean {
  const held = useLooking() && writes(id);
  const offered = useStore(handlers)[id]?.length ?? 0;
  return !held && offered > 0;
}
