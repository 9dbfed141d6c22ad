import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Each client is one HTML entry; the widget joins this list. */
const entries = { desk: here("./index.html"), portal: here("./portal.html") };

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
    rollupOptions: { input: entries },
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
