// A Chromium without a window, driven by its own protocol: no package needed. CHROMIUM names the program.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0"];
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function connect(url) {
  const socket = new WebSocket(url);
  const waiting = new Map();
  let last = 0;
  socket.addEventListener("message", ({ data }) => {
    const { id, result, error } = JSON.parse(data);
    const call = waiting.get(id);
    waiting.delete(id);
    if (error) call?.reject(new Error(error.message));
    else call?.resolve(result);
  });
  const send = (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      waiting.set((last += 1), { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params, sessionId }));
    });
  return new Promise((done) => socket.addEventListener("open", () => done({ send, close: () => socket.close() })));
}

const KEYS = { Enter: 13, Escape: 27, ArrowDown: 40, ArrowUp: 38, Tab: 9 };

/** One page: go somewhere, press keys, ask it something, take its picture. */
async function openPage(connection, { width = 1440, height = 860, dark = false, language = "en-GB", scale = 1 } = {}) {
  const { browserContextId } = await connection.send("Target.createBrowserContext");
  const { targetId } = await connection.send("Target.createTarget", { url: "about:blank", browserContextId });
  const { sessionId } = await connection.send("Target.attachToTarget", { targetId, flatten: true });
  const send = (method, params) => connection.send(method, params, sessionId);
  await send("Page.enable");
  await send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: scale, mobile: width < 600 });
  await send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }] });
  await send("Emulation.setLocaleOverride", { locale: language });
  // It is always half past ten or so where the pictures are taken.
  const ahead = 10 - new Date().getUTCHours();
  await send("Emulation.setTimezoneOverride", { timezoneId: `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.min(12, Math.abs(ahead))}` });
  await send("Page.addScriptToEvaluateOnNewDocument", { source: `Object.defineProperty(navigator, "languages", { get: () => [${JSON.stringify(language)}] })` });
  const ask = async (expression) => {
    const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const until = async (expression, patience = 10_000) => {
    for (let waited = 0; waited < patience; waited += 50) {
      if (await ask(`Boolean(${expression})`).catch(() => false)) return;
      await pause(50);
    }
    throw new Error(`never came true: ${expression}`);
  };
  const press = async (key, modifiers = 0) => {
    const text = key.length === 1 && !modifiers ? { text: key } : {};
    const code = key.length === 1 ? key.toUpperCase().charCodeAt(0) : KEYS[key];
    await send("Input.dispatchKeyEvent", { type: "keyDown", key, modifiers, windowsVirtualKeyCode: code, ...text });
    await send("Input.dispatchKeyEvent", { type: "keyUp", key, modifiers, windowsVirtualKeyCode: code });
  };
  const type = (text) => send("Input.insertText", { text });
  const click = async (selector, button = "left") => {
    const { x, y } = await ask(`(() => { const b = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return { x: b.x + b.width / 2, y: b.y + b.height / 2 } })()`);
    for (const kind of ["mousePressed", "mouseReleased"]) await send("Input.dispatchMouseEvent", { type: kind, x, y, button, clickCount: 1 });
  };
  const picture = async () => Buffer.from((await send("Page.captureScreenshot", { format: "png" })).data, "base64");
  const close = () => connection.send("Target.disposeBrowserContext", { browserContextId });
  return { send, ask, until, press, type, click, picture, close, go: (url) => send("Page.navigate", { url }) };
}

export async function startBrowser() {
  const home = mkdtempSync(join(tmpdir(), "lambdesk-look-"));
  const child = spawn(process.env.CHROMIUM ?? "chromium", [...FLAGS, `--user-data-dir=${home}`], { stdio: ["ignore", "ignore", "pipe"] });
  const address = await new Promise((found, failed) => {
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
      const url = /ws:\/\/\S+/.exec(said)?.[0];
      if (url) found(url);
    });
    child.on("exit", () => failed(new Error(`no browser: ${said}`)));
  });
  const connection = await connect(address);
  const stop = async () => {
    connection.close();
    child.kill();
    await new Promise((ended) => child.once("exit", ended));
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  return { open: (options) => openPage(connection, options), stop };
}
