/** The window's title: where the reader is, and before it how much waits for them. */
let place = document.title;
let count = 0;

function write(): void {
  document.title = count > 0 ? `(${count}) ${place}` : place;
}

export function setTitle(text: string): void {
  place = text;
  write();
}

export function setTitleCount(waiting: number): void {
  count = waiting;
  write();
}
