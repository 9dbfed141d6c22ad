import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const forbid = (...patterns) => ({
  "no-restricted-imports": ["error", { patterns: patterns.map(([group, message]) => ({ group, message })) }],
});

const relative = [["../*"], "Import from another folder with @/, so that the direction can be read and checked."];
const up = (what) => [what.map((name) => `@/${name}/**`), "Imports flow lib → api → ui → features → apps."];

/** Features that others stand on; the rest are parts of the screen and meet only in an app. */
const BASE = ["actions", "tickets", "drafts", "attachments", "sending", "session", "sla", "escalation", "live", "presence", "fields", "snooze", "merge", "links", "watch", "canned", "filters"];
const SCREENS = ["inbox", "thread", "composer", "details", "help", "new-ticket", "palette", "notifications", "children", "settings"];
const apart = (own) => [
  SCREENS.filter((name) => name !== own).map((name) => `@/features/${name}/**`),
  "Parts of the screen do not know each other; put what they share in a base feature.",
];

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  reactHooks.configs.flat["recommended-latest"],
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js", "scripts/*.mjs", "public/*.js"] } },
    },
    rules: {
      "max-lines": ["error", 250],
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  { files: ["src/lib/**"], ignores: ["**/*.test.*"], rules: forbid(relative, up(["api", "ui", "features", "apps"])) },
  { files: ["src/api/**"], ignores: ["**/*.test.*"], rules: forbid(relative, up(["ui", "features", "apps"])) },
  { files: ["src/ui/**"], ignores: ["**/*.test.*"], rules: forbid(relative, up(["api", "features", "apps"])) },
  ...BASE.map((name) => ({
    files: [`src/features/${name}/**`],
    ignores: ["**/*.test.*"],
    rules: forbid(relative, up(["apps"]), apart(name)),
  })),
  ...SCREENS.map((name) => ({
    files: [`src/features/${name}/**`],
    ignores: ["**/*.test.*"],
    rules: forbid(relative, up(["apps"]), apart(name)),
  })),
  { files: ["scripts/**", "public/**", "eslint.config.js"], ...tseslint.configs.disableTypeChecked },
  { files: ["scripts/**", "eslint.config.js"], languageOptions: { globals: globals.node }, rules: { "no-console": "off" } },
);
