/** What opens a gate, and what waits for it: it may be opened before anybody waits. */
export function gate(): [open: () => void, opened: Promise<void>] {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return [open, opened];
}
