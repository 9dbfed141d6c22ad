import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { startI18n } from "@/lib/i18n";
import { toasts } from "@/ui/toasts";
import { resetApi, server } from "./api";
import { resetRules, workHandlers } from "./work-api";

configure({ asyncUtilTimeout: 15_000 });

// What a browser has and jsdom has not: sizes, so that virtual lists have a window, and media queries.
Object.defineProperties(HTMLElement.prototype, {
  clientHeight: { configurable: true, get: () => 700 },
  clientWidth: { configurable: true, get: () => 400 },
});
vi.stubGlobal(
  "matchMedia",
  (query: string) =>
    ({ matches: query.includes("1280px"), media: query, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList,
);
vi.stubGlobal(
  "ResizeObserver",
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);
Element.prototype.checkVisibility = () => true;
Element.prototype.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;

beforeAll(async () => {
  server.listen({ onUnhandledFrame: "error" });
  await startI18n();
});
beforeEach(() => {
  resetApi();
  resetRules();
  server.use(...workHandlers);
  localStorage.clear();
});
afterEach(() => {
  cleanup();
  toasts.set([]);
  server.resetHandlers();
});
afterAll(() => server.close());
