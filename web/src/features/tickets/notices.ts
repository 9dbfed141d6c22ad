/** What stands in the way of a change to a ticket and waits for the agent: kept outside the page, so that it survives moving on. */
import { createStore } from "@/lib/store";
import type { Change } from "./changes";

export interface Notices {
  /** What was not written, because somebody else changed the same thing. */
  conflict?: Change | null;
  /** Keys of the fields that must be filled in before it can be resolved. */
  missing?: string[] | null;
}

export const notices = createStore<Record<number, Notices>>({});

export function setNotice(number: number, notice: Notices): void {
  notices.set({ ...notices.get(), [number]: { ...notices.get()[number], ...notice } });
}

/** Where the focus is wanted in the details of a ticket; whoever shows them takes it. */
export const wantedField = createStore<{ number: number; field: string } | null>(null);

export function showField(number: number, field: string): void {
  wantedField.set({ number, field });
}
