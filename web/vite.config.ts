import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Each client is one HTML entry; the widget joins this list. */
const entries = { desk: here("./index.html"), portal: here("./portal.html") };

interface Modules {
  getModuleInfo: (id: string) => { importedIds: string[] } | null;
}

/** Whether a page loads a module before anything else: all that its own ones import without being asked to wait. */
function firstOf(page: string): (id: string, modules: Modules) => boolean {
  let first: Set<string> | undefined;
  return (id, modules) => {
    if (first) return first.has(id);
    first = new Set([page]);
    // A set goes on with what is added to it meanwhile.
    for (const each of first) for (const imported of modules.getModuleInfo(each)?.importedIds ?? []) first.add(imported);
    return first.has(id);
  };
}

const isFirstOfDesk = firstOf(entries.desk);
const isFirstOfPortal = firstOf(entries.portal);

/** One file for what comes first: what later pages share with it would else be forty small ones, and larger together. */
function chunkOf(id: string, modules: Modules): string | null {
  const desk = isFirstOfDesk(id, modules);
  const portal = isFirstOfPortal(id, modules);
  return desk && portal ? "first" : desk ? "first-desk" : portal ? "first-portal" : null;
}

export default defineConfig({
  base: "/",
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": here("./src") } },
  build: {
    target: "es2022",
    manifest: true,
    // Browsers of the target know it themselves.
    modulePreload: { polyfill: false },
    // Everything is a file of its own: the page's policy allows neither inline code nor data: fonts.
    assetsInlineLimit: 0,
    rolldownOptions: { input: entries, output: { codeSplitting: { groups: [{ name: chunkOf }] } } },
  },
  server: { proxy: { "/api": process.env.LAMBDESK_ORIGIN ?? "http://localhost:8080" } },
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "http://localhost/" } },
    setupFiles: ["./src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    // A page of its own for each file takes twice as long as all tests together; `setup.ts` begins each test anew.
    isolate: false,
    restoreMocks: true,
    testTimeout: 60_000,
    css: false,
  },
});
