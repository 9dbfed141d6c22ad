import { readStored, writeStored } from "@/lib/storage";
import { createStore } from "@/lib/store";

/** Where an agent wants to be when a ticket is done with: at the next one, back at the list, or still there. */
export const AFTER = ["next", "list", "stay"] as const;
export type After = (typeof AFTER)[number];

const stored = () => AFTER.find((each) => each === readStored("after-resolving")) ?? "next";

export const afterResolving = createStore<After>(stored());

export function chooseAfterResolving(after: After): void {
  afterResolving.set(after);
  writeStored("after-resolving", after === "next" ? null : after);
}
