import { createStore } from "@/lib/store";

/** The ticket whose messages are being picked for a ticket of their own, and those picked. */
export const splitting = createStore<{ number: number; ids: string[] } | null>(null);

export function startSplit(number: number, ids: string[] = []): void {
  splitting.set({ number, ids });
}

export function togglePicked(id: string): void {
  const now = splitting.get();
  if (!now) return;
  const ids = now.ids.includes(id) ? now.ids.filter((other) => other !== id) : [...now.ids, id];
  splitting.set({ ...now, ids });
}

export const endSplit = (): void => splitting.set(null);
