import { createStore } from "@/lib/store";

export interface Toast {
  id: number;
  tone: "info" | "error";
  title: string;
  detail?: string;
  action?: { label: string; run: () => void; keys?: string };
  /** Counts down to this moment and stays until then. */
  until?: string;
}

/** What floats at the edge of the page, newest last. Errors stay until they are dismissed. */
export const toasts = createStore<Toast[]>([]);

/** Said by a screen reader without anything being shown. */
export const spoken = createStore<{ id: number; text: string }>({ id: 0, text: "" });

let count = 0;
const STAY = 4_000;

export function dismiss(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

/** Shows it and gives the number to dismiss it by. */
export function toast(content: Omit<Toast, "id">): number {
  count += 1;
  const id = count;
  const same = (other: Toast) => other.title === content.title && other.detail === content.detail;
  toasts.set([...toasts.get().filter((other) => !same(other)), { ...content, id }].slice(-3));
  const stay = content.until ? Math.max(0, Date.parse(content.until) - Date.now()) : STAY;
  if (content.tone === "info") setTimeout(() => dismiss(id), stay);
  return id;
}

export function announce(text: string): void {
  spoken.set({ id: spoken.get().id + 1, text });
}
