/** Word that the server's drafts of a ticket are other ones, for whoever shows them. */
const listeners = new Set<(number: number | null) => void>();

/** `null`: of any ticket. */
export function tellOfDrafts(number: number | null): void {
  for (const listener of [...listeners]) listener(number);
}

export function hearOfDrafts(number: number, listener: () => void): () => void {
  const hear = (told: number | null) => void (told === null || told === number ? listener() : undefined);
  listeners.add(hear);
  return () => void listeners.delete(hear);
}
