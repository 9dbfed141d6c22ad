import { readStored, writeStored } from "@/lib/storage";
import { createStore } from "@/lib/store";

export type Writing = "rich" | "plain";

/** Whether an agent writes with formats or plain text: their own choice, kept in the browser. */
export const writing = createStore<Writing>(readStored("writing") === "plain" ? "plain" : "rich");

export function chooseWriting(choice: Writing): void {
  writing.set(choice);
  writeStored("writing", choice === "rich" ? null : choice);
}
