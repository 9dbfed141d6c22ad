// Measures the built desk with 10,000 tickets in its list: `npm run build && npm run measure`. Main-thread CPU of the page, not
// time on the wall, so that a busy machine says the same. Figures, no verdict.
import { pause, startBrowser } from "./stage/browser.mjs";
import { startServer } from "./stage/server.mjs";

const TICKETS = 10_000;
const MOVES = 60;
const FRAMES = 120;
/** Pixels a frame: a wheel that turns steadily, and a fast flick. */
const STEADY = 120;
const FLICK = 400;
const LIST = 'document.querySelector("main ul").parentElement';

const ms = (seconds, count) => ((seconds * 1000) / count).toFixed(1).padStart(6);

/** Thread time spent while `work` ran in the page, in seconds. */
async function spent(page, work) {
  const read = async () => Object.fromEntries((await page.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value]));
  const before = await read();
  await page.ask(work);
  const after = await read();
  return (name) => after[name] - before[name];
}

const painted = "await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));";
const press = (key) => `document.body.dispatchEvent(new KeyboardEvent("keydown", { key: ${key}, bubbles: true }));`;
const keys = `(async () => { for (let i = 0; i < ${MOVES}; i += 1) { ${press('i % 10 < 7 ? "j" : "k"')} ${painted} await new Promise((done) => setTimeout(done, 40)); } })()`;
const oneKey = (key) => `(async () => { ${press(`"${key}"`)} ${painted} })()`;
const scroll = (pace) => `(async () => { const box = ${LIST}; for (let i = 0; i < ${FRAMES}; i += 1) { box.scrollTop += ${pace}; ${painted} } })()`;
const jump = `(async () => { const box = ${LIST}; for (let i = 0; i < 40; i += 1) { box.scrollTop = ((i * 7919) % ${TICKETS}) * 52; ${painted} } })()`;

const sorted = (costs) => costs.map((of) => of("TaskDuration") * 1000).sort((a, b) => a - b);

/** Of single keys, each with all that follows it until the next one. */
async function keyByKey(page) {
  const costs = [];
  for (let i = 0; i < MOVES; i += 1) {
    costs.push(await spent(page, oneKey(i % 10 < 7 ? "j" : "k")));
    await pause(40);
  }
  const all = sorted(costs);
  const at = (part) => all[Math.min(all.length - 1, Math.floor(all.length * part))].toFixed(1).padStart(6);
  console.log(`${"key to paint, key by key".padEnd(44)} ${at(0.5)} ms  (p95 ${at(0.95)}, most ${at(1)})`);
}

function report(name, of, count) {
  console.log(`${name.padEnd(44)} ${ms(of("TaskDuration"), count)} ms  (script ${ms(of("ScriptDuration"), count)}, style ${ms(of("RecalcStyleDuration"), count)}, layout ${ms(of("LayoutDuration"), count)})`);
}

const server = await startServer({ many: TICKETS });
const browser = await startBrowser();
const page = await browser.open();
await page.send("Performance.enable", { timeDomain: "threadTicks" });
await page.go(`${server.origin}/northwind/inbox/open`);
await page.until('document.querySelector("[data-number]")');
await page.ask(`${LIST}.scrollTop = 99999`);
await page.until(`${LIST}.scrollHeight > ${TICKETS * 50}`);
await page.ask(`${LIST}.scrollTop = 0`);
await pause(1_500);
await page.press("j");
await page.until('document.querySelector("textarea")');
await pause(1_500);
await spent(page, keys);
report(`key to paint, ${TICKETS} tickets`, await spent(page, keys), MOVES);
await keyByKey(page);
report(`a frame of scrolling, ${STEADY} px each`, await spent(page, scroll(STEADY)), FRAMES);
report(`a frame of a flick, ${FLICK} px each`, await spent(page, scroll(FLICK)), FRAMES);
report("a jump to anywhere in the list", await spent(page, jump), 40);
const idle = await spent(page, "new Promise((done) => setTimeout(done, 10000))");
report("a second at rest, clocks ticking", idle, 10);
console.log(`rows in the page: ${await page.ask('document.querySelectorAll("[data-number]").length')}`);
await browser.stop();
server.stop();
