// Rules of this house that no linter has: names in kebab-case, no barrels, and colours and sizes only from the tokens.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const TOKENS = "src/styles/tokens.css";
const faults = [];

const RULES = [
  [/#[0-9a-f]{3,8}\b(?=["'`;\s)])/i, "a colour of its own; use a token"],
  [/\b(?:rgba?|hsla?|oklch|oklab|lch|lab)\(/, "a colour of its own; use a token"],
  [/-\[[^\]]*\d(?:px|rem|em)\b[^\]]*\]/, "a size of its own; use the scale or a token"],
  [/(?:style=\{\{|style:)[^}]*\b\d+px/, "a size of its own; use the scale or a token"],
  [/\b(?:bg|text|border|ring|fill|stroke)-\[/, "a colour of its own; use a token"],
];
// Named where they are: a grid's column has no scale, a person's colour is made from tokens, a brand's is the workspace's.
const ALLOWED = [/^export const FIRST_ACCENT = /, /grid-cols-\[84px_minmax\(0,1fr\)\]/, /outline-offset-\[-2px\]/, /oklch\(var\(--avatar-light\)/];

function check(path) {
  const name = basename(path);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(name)) faults.push(`${path}: name is not kebab-case`);
  if (/^index\.tsx?$/.test(name)) faults.push(`${path}: a barrel; import the file itself`);
  if (path === TOKENS || /\.test\.|src\/api\/schema|src\/test\//.test(path)) return;
  const themed = path.endsWith("base.css");
  readFileSync(path, "utf8")
    .split("\n")
    .forEach((line, index) => {
      if (ALLOWED.some((allowed) => allowed.test(line))) return;
      for (const [pattern, fault] of RULES) {
        if (themed && fault.startsWith("a size")) continue;
        if (pattern.test(line)) faults.push(`${path}:${index + 1}: ${fault}: ${line.trim().slice(0, 100)}`);
      }
    });
}

for (const entry of readdirSync("src", { recursive: true, withFileTypes: true })) {
  if (entry.isFile() && /\.(tsx?|css)$/.test(entry.name)) check(join(entry.parentPath, entry.name));
}

// The lock must install from whatever registry the reader uses.
if (/"resolved":\s*"https?:/.test(readFileSync("package-lock.json", "utf8"))) faults.push("package-lock.json: names a registry");

for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? "house rules: fine" : `house rules: ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
