// Writes the API's types from the committed description of it; with --check, only says whether they are up to date.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";

const target = new URL("../src/api/schema.d.ts", import.meta.url);
// A field with a default may be left out of a request.
const tree = await openapiTS(new URL("../openapi.json", import.meta.url), { defaultNonNullable: false });
const fresh = COMMENT_HEADER + astToString(tree);

if (!process.argv.includes("--check")) {
  writeFileSync(target, fresh);
} else if (readFileSync(target, "utf8") !== fresh) {
  console.error("src/api/schema.d.ts is not what openapi.json says: run `npm run types` and commit the result");
  process.exit(1);
} else {
  console.log("API types: up to date");
}
