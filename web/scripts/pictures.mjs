// Takes pictures of the built desk: `npm run build && npm run pictures` those of docs/design.md, with a folder behind it all there are.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pause, startBrowser } from "./stage/browser.mjs";
import { startServer } from "./stage/server.mjs";

const docs = new URL("../../docs/", import.meta.url);
const folder = process.argv[2] ?? fileURLToPath(new URL("images", docs));
const TICKET = "/northwind/inbox/mine/1187";
const LATE = "/northwind/inbox/mine/1186";
const READY = 'document.querySelector("[data-number]")';
const WRITTEN = "Hi Ada, thank you for the statement. The second charge was a retry your bank confirmed late; I have refunded 148.00 € today.";
const BOX = "[contenteditable=true]";
const CTRL = 2;

const draft = async (page) => {
  await page.press("r");
  await page.type(WRITTEN);
};
const opens = (selector) => (page) => page.until(`document.querySelector(${JSON.stringify(selector)})`);

/** name, address, size and language, and what is done before the picture is taken */
const PICTURES = [
  ["desk", TICKET, {}, draft],
  ["desk-dark", TICKET, { dark: true }, draft],
  ["note", TICKET, {}, async (page) => (await page.press("n"), page.type("Refund done, ledger entry 8812."))],
  ["clock", LATE, {}, async (page) => (await page.press("l"), opens("[role=dialog]")(page))],
  ["clock-dark", LATE, { dark: true }, async (page) => (await page.press("l"), opens("[role=dialog]")(page))],
  ["palette", TICKET, {}, async (page) => (await page.press("k", CTRL), await opens("[role=listbox]")(page), page.type("re"))],
  ["palette-dark", TICKET, { dark: true }, async (page) => (await page.press("k", CTRL), opens("[role=listbox]")(page))],
  ["menu", TICKET, {}, async (page) => (await page.click('[data-number="1188"]', "right"), opens("[role=menu]")(page))],
  ["keys", TICKET, {}, async (page) => (await page.press("?"), opens("[role=dialog]")(page))],
  ["german", TICKET, { language: "de-DE" }, draft],
  ["details", TICKET, { width: 1440, height: 1100 }],
  ["details-dark", TICKET, { dark: true, width: 1440, height: 1100 }],
  ["snooze", TICKET, {}, async (page) => (await page.press("s"), opens("[role=dialog]")(page))],
  ["snooze-dark", TICKET, { dark: true }, async (page) => (await page.press("s"), opens("[role=dialog]")(page))],
  ["snoozed", "/northwind/inbox/snoozed/1194", {}],
  ["merge", TICKET, {}, async (page) => (await page.press("m"), await opens("[role=dialog]")(page), await page.type("1189"), await page.until('document.querySelector("[role=option]")'), await page.press("Enter"), await pause(300))],
  ["split", TICKET, {}, async (page) => (await page.press("M", 8), opens("[data-split]")(page))],
  ["link", TICKET, { dark: true }, async (page) => (await page.press("L", 8), opens("[role=dialog]")(page))],
  ["state", TICKET, {}, async (page) => (await page.press("o"), opens("[role=menu]")(page))],
  ["wanted", TICKET, {}, async (page) => (await page.press("e"), pause(300))],
  ["new-ticket", TICKET, { height: 1000 }, async (page) => (await page.press("c"), opens("[role=dialog]")(page))],
  ["new-ticket-narrow", "/northwind/inbox/mine", { width: 390, height: 844, dark: true }, async (page) => (await page.press("c"), opens("[role=dialog]")(page))],
  ["statuses", "/northwind/settings/statuses", { mode: { admin: true }, ready: "#conversation h1" }],
  ["statuses-dark", "/northwind/settings/statuses", { mode: { admin: true }, ready: "#conversation h1", dark: true }],
  ["statuses-narrow", "/northwind/settings/statuses", { mode: { admin: true }, ready: "#conversation h1", width: 390, height: 844 }],
  ["fields", "/northwind/settings/fields", { mode: { admin: true }, ready: "#conversation h1", dark: true }],
  ["field-editor", "/northwind/settings/fields", { mode: { admin: true }, ready: "#conversation h1" }, async (page) => (await page.click('[aria-label="Edit Reason"]'), opens("[role=dialog]")(page))],
  ["categories", "/northwind/settings/categories", { mode: { admin: true }, ready: "#conversation h1" }],
  ["teams", "/northwind/settings/teams", { mode: { admin: true }, ready: "#conversation h1" }],
  ["rules", "/northwind/settings/tickets", { mode: { admin: true }, ready: "#conversation h1" }],
  ["settings-forbidden", "/northwind/settings/statuses", { ready: "main h1" }],
  ["narrow-details", TICKET, { ready: BOX, width: 390, height: 844 }, async (page) => (await page.press("d"), opens("[role=dialog]")(page))],
  ["breached", "/northwind/inbox/breached", {}],
  ["empty", "/northwind/inbox/at_risk", { mode: { empty: true }, ready: "h2" }],
  ["forbidden", "/northwind/inbox/mine", { mode: { refuse: "forbidden" }, ready: "[role=alert]" }],
  ["failed-start", "/northwind", { mode: { broken: /assets\/desk/ }, ready: "#failed:not([hidden])" }],
  ["failed-start-dark", "/northwind", { mode: { broken: /assets\/desk/ }, ready: "#failed:not([hidden])", dark: true, language: "de-DE" }],
  ["narrow-list", "/northwind/inbox/mine", { width: 390, height: 844 }],
  ["narrow-ticket", LATE, { ready: BOX, width: 390, height: 844, dark: true }],
];

const shown = [...readFileSync(new URL("design.md", docs), "utf8").matchAll(/images\/([a-z-]+)\.png/g)].map(([, name]) => name);
const only = process.argv[2] ? process.argv.slice(3) : shown;
mkdirSync(folder, { recursive: true });
const server = await startServer({ many: 20 });
const browser = await startBrowser();
for (const [name, address, { mode = {}, ready, ...screen }, prepare] of PICTURES) {
  if (only.length > 0 && !only.includes(name)) continue;
  for (const key of Object.keys(server.mode)) delete server.mode[key];
  Object.assign(server.mode, mode);
  const page = await browser.open(screen);
  await page.go(server.origin + address);
  await page.until(ready ? `document.querySelector(${JSON.stringify(ready)})` : READY);
  if (/\d+$/.test(address)) await page.until(`document.querySelector('${BOX}')`);
  await pause(500);
  await prepare?.(page);
  await pause(400);
  writeFileSync(join(folder, `${name}.png`), await page.picture());
  await page.close();
  console.log(name);
}
await browser.stop();
server.stop();
