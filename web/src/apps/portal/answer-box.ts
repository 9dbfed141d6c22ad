/** The box for an answer: words, files or both. What was written stays until it is sent. */
import { randomKey } from "@/lib/random-key";
import { answerFiles, refusalOf } from "./answer-files";
import { Refused } from "./api";
import { h } from "./dom";
import { sayMore, type Thread } from "./portal-api";
import type { Say, Word } from "./words";

const LIMIT = 10_000;
const BUTTONS: Record<Thread["answer"], Word> = { continues: "sendAnswer", reopens: "sendAnswer", follows_up: "sendAnew" };
const HINTS: Record<Thread["answer"], Word | null> = { continues: null, reopens: "closedReopens", follows_up: "closedAnew" };

interface Sent {
  number: number;
  id: string;
}

/** `onSent` is told where the answer stands. */
export function answerBox({ ticket, answer }: Thread, say: Say, language: string, onSent: (sent: Sent) => Promise<void>): HTMLElement {
  const alert = h("p", { class: "alert", role: "alert" });
  const box = h("textarea", { id: "answer", rows: "5", maxlength: String(LIMIT), "aria-describedby": "answer-hint" });
  const button = h("button", { type: "submit" }, say(BUTTONS[answer]));
  const files = answerFiles(say, language);
  // One key for as long as the same is tried: sent twice, it is said once.
  let [key, keyed] = ["", ""];

  function failed(error: unknown): void {
    const about = error instanceof Refused ? [...error.fields].find(([field]) => field.startsWith("attachments.")) : undefined;
    alert.textContent = say(about ? "answerFile" : "answerFailed");
    if (about) files.refuse(Number(about[0].split(".")[1]), refusalOf([about[1]]));
  }

  async function deliver(text: string): Promise<void> {
    const ids = await files.wait();
    if (ids === null) return void (alert.textContent = say("answerFile"));
    if (!text && ids.length === 0) {
      alert.textContent = say("needsBody");
      return box.focus();
    }
    const same = JSON.stringify([text, ids]);
    if (same !== keyed) [key, keyed] = [randomKey(), same];
    await onSent(await sayMore(ticket.number, text, ids, key));
  }

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    button.textContent = say("sending");
    alert.textContent = "";
    await deliver(box.value.trim()).catch(failed);
    button.disabled = false;
    button.textContent = say(BUTTONS[answer]);
  }

  function take(event: Event, found: FileList | undefined): void {
    if (!found?.length) return;
    event.preventDefault();
    files.add(found);
  }

  const hint = HINTS[answer];
  const told = h("p", { id: "answer-hint", class: hint ? "told" : "" }, hint ? say(hint) : "");
  const field = h("div", { class: "field" }, told, h("label", { for: "answer" }, say("answer")), box);
  const form = h("form", { novalidate: true, submit: (event) => void send(event) }, alert, field, files.row, button);
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => take(event, event.dataTransfer?.files));
  form.addEventListener("paste", (event) => take(event, event.clipboardData?.files));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.requestSubmit();
  });
  return form;
}
