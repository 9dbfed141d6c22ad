import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import { loadWords, type WordsPart } from "./i18n";

/** A component that is loaded when it is first shown, together with its words; `preload` fetches both ahead of that. */
export function lazyPart<Props extends object>(
  part: WordsPart,
  load: () => Promise<{ default: ComponentType<Props> }>,
): LazyExoticComponent<ComponentType<Props>> & { preload: () => void } {
  const both = async () => (await Promise.all([load(), loadWords(part)]))[0];
  const preload = () => void both().catch(() => undefined);
  return Object.assign(lazy(both), { preload });
}
