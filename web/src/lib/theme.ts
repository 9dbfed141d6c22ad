import { readStored, writeStored } from "./storage";
import { createStore } from "./store";

export type Theme = "system" | "light" | "dark";

const dark = matchMedia("(prefers-color-scheme: dark)");

function stored(): Theme {
  const value = readStored("theme");
  return value === "light" || value === "dark" ? value : "system";
}

export const theme = createStore<Theme>(stored());

function show(): void {
  const choice = theme.get();
  document.documentElement.dataset.theme = choice === "system" ? (dark.matches ? "dark" : "light") : choice;
}

export function chooseTheme(choice: Theme): void {
  theme.set(choice);
  writeStored("theme", choice === "system" ? null : choice);
  show();
}

/** The first paint is `theme.js`'s; this keeps following the system and other tabs. */
export function followTheme(): void {
  dark.addEventListener("change", show);
  addEventListener("storage", () => {
    theme.set(stored());
    show();
  });
}
