import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Each client is one HTML entry, and so is the page that shows a mail; the widget joins this list. */
const entries = { desk: here("./index.html"), portal: here("./portal.html"), mail: here("./mail-frame.html") };

interface Modules {
  getModuleInfo: (id: string) => { code: string | null; importedIds: string[]; dynamicallyImportedIds: string[] } | null;
}

const ICONS = /\/lucide-react\/dist\/esm\/lucide-react\.mjs$/;
const ICON = /\/lucide-react\/dist\/esm\/icons\//;
const NAMED = /^import \{([^}]*)\} from "lucide-react"/gm;

/** The icons that a module names. It has them from a file that imports them all, used or not. */
const iconsOf = (code: string) => [...code.matchAll(NAMED)].flatMap(([, names = ""]) => names.match(/\w+/g) ?? []);

/** Where each icon is, by all its names. */
function placesOf(barrel: string, files: string[]): Map<string, string> {
  const lines = [...barrel.matchAll(/^export \{(.*)\} from ['"]\.(\/icons\/[^'"]*)['"]/gm)];
  const fileAt = (place: string) => files.find((file) => file.endsWith(place)) ?? "";
  return new Map(lines.flatMap(([, names = "", place = ""]) => [...names.matchAll(/default as (\w+)/g)].map(([, name = ""]) => [name, fileAt(place)] as const)));
}

/** Whether a page's own modules import a module; with `later` also what they load when it is needed. */
function loadedBy(page: string, later: boolean): (id: string, modules: Modules) => boolean {
  let loaded: Set<string> | undefined;
  return (id, modules) => {
    if (loaded) return loaded.has(id);
    loaded = new Set([page]);
    const named = new Set<string>();
    let places = new Map<string, string>();
    // A set goes on with what is added to it meanwhile.
    for (const each of loaded) {
      const { code, importedIds = [], dynamicallyImportedIds = [] } = modules.getModuleInfo(each) ?? {};
      for (const name of iconsOf(code ?? "")) named.add(name);
      if (ICONS.test(each)) places = placesOf(code ?? "", importedIds);
      for (const imported of later ? [...importedIds, ...dynamicallyImportedIds] : importedIds) if (!ICON.test(imported)) loaded.add(imported);
    }
    for (const name of named) loaded.add(places.get(name) ?? "");
    return loaded.has(id);
  };
}

const isFirstOfDesk = loadedBy(entries.desk, false);
const isOfPortal = loadedBy(entries.portal, true);
const isOfMail = loadedBy(entries.mail, true);

/**
 * One file for what the desk loads first: what its later pages share with it would else be forty small ones, and larger
 * together. Nothing that another page has, too: whoever loads a file runs all of it.
 */
const chunkOf = (id: string, modules: Modules) => (isFirstOfDesk(id, modules) && !isOfPortal(id, modules) && !isOfMail(id, modules) ? "first" : null);

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
    rolldownOptions: {
      input: entries,
      // By itself only what the group names: with all that it imports the portal would load the desk.
      output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: chunkOf, debugName: "first" }] } },
    },
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
