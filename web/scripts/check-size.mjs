// First load of each client: all that is fetched before it can be used, scripts and styles, gzipped. Fonts are counted apart.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const CLIENTS = [
  { name: "desk", page: "index.html", beside: ["theme.js", "boot.js", "boot.css"], limit: 200 },
  { name: "portal", page: "portal.html", beside: ["theme.js"], limit: 60 },
  { name: "page of a mail", page: "mail-frame.html", beside: [], limit: 5 },
];

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;

function collect(name, files) {
  const chunk = manifest[name];
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const imported of chunk.imports ?? []) collect(imported, files);
}

/** Everything a client may ever load. */
function reach(name, reached) {
  if (reached.has(name)) return reached;
  reached.add(name);
  const { imports = [], dynamicImports = [] } = manifest[name];
  for (const each of [...imports, ...dynamicImports]) reach(each, reached);
  return reached;
}

for (const { name, page, beside, limit } of CLIENTS) {
  const reached = reach(page, new Set());
  // A file is run whole: another client's page in it would start that client, and bring its styles.
  const foreign = CLIENTS.filter((other) => other.page !== page && reached.has(other.page));
  if (foreign.length > 0) {
    console.error(`the ${name} loads the ${foreign.map((other) => other.name).join()}`);
    process.exitCode = 1;
  }
  const files = new Set(beside);
  collect(page, files);
  const sizes = [...files].map((file) => [file, size(file)]);
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0) / 1000;
  for (const [file, bytes] of sizes) console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB  ${file}`);
  console.log(`${total.toFixed(1).padStart(7)} kB  first load of the ${name}, gzipped (limit ${limit} kB)`);
  if (total > limit) {
    console.error(`the first load of the ${name} is over its limit`);
    process.exitCode = 1;
  }
}
