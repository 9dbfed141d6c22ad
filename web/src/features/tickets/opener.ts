/** Opens a ticket from anywhere, also from what outlives a page; the desk says how. */
let open: (number: number) => void = () => undefined;

export function setOpener(next: (number: number) => void): () => void {
  open = next;
  return () => {
    if (open === next) open = () => undefined;
  };
}

export const openTicket = (number: number): void => open(number);
