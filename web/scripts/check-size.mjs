// First load of the desk: all that is fetched before it can be used, scripts and styles, gzipped. Fonts are counted apart.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 200;
const ENTRY = "index.html";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;

const files = new Set(["theme.js", "boot.js", "boot.css"]);
function collect(name) {
  const chunk = manifest[name];
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const imported of chunk.imports ?? []) collect(imported);
}
collect(ENTRY);

const sizes = [...files].map((file) => [file, size(file)]);
const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0) / 1000;
for (const [file, bytes] of sizes) console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB  ${file}`);
console.log(`${total.toFixed(1).padStart(7)} kB  first load of the desk, gzipped (limit ${LIMIT_KB} kB)`);
if (total > LIMIT_KB) {
  console.error("the first load is over its limit");
  process.exit(1);
}
