/** The files of an answer: picked, dropped or pasted, on their way at once, each with how far it is. */
import { MOST_BYTES, sift, type Refusal } from "@/features/attachments/limits";
import { checksum, put } from "@/features/attachments/put-bytes";
import { fileSize } from "@/lib/time";
import { Refused } from "./api";
import { h } from "./dom";
import { announceFile } from "./portal-api";
import type { Say, Word } from "./words";

const MOST_MEGABYTES = MOST_BYTES / 1024 / 1024;
const REFUSALS: Record<Refusal, Word> = {
  too_large: "fileTooLarge",
  too_large_together: "filesTooLarge",
  too_many_files: "tooManyFiles",
  empty_file: "fileEmpty",
  type_refused: "fileRefused",
  name_invalid: "fileName",
};
export const refusalOf = (codes: Iterable<string>): Refusal | undefined => [...codes].find((code): code is Refusal => code in REFUSALS);

interface Picked {
  file: File;
  size: number;
  row: HTMLElement;
  id: string | null;
  stop: AbortController;
  done: Promise<void>;
}

/** `wait` gives the upload ids when all files are there, null when one is not. */
export interface AnswerFiles {
  row: HTMLElement;
  add: (files: Iterable<File>) => void;
  wait: () => Promise<string[] | null>;
  refuse: (index: number, why: Refusal | undefined) => void;
}

export function answerFiles(say: Say, language: string): AnswerFiles {
  const picked: Picked[] = [];
  const size = fileSize(MOST_MEGABYTES * 1_000_000, language);
  const list = h("ul", { class: "picked", "aria-label": say("files") });
  const said = h("p", { class: "wrong", role: "alert" });
  const input = h("input", { type: "file", multiple: true, hidden: true, id: "files", change: choose });
  const button = h("button", { type: "button", class: "quiet attach", click: () => input.click() }, say("attach"));
  const hint = h("span", { class: "hint" }, say("attachHint", { size }));

  function choose(): void {
    add(input.files ?? []);
    input.value = "";
  }

  function refused(name: string, why: Refusal): void {
    said.textContent = [said.textContent, say(REFUSALS[why], { name, size })].filter(Boolean).join(" ");
  }

  function add(files: Iterable<File>): void {
    said.textContent = "";
    const { taken, refused: left } = sift(picked, [...files]);
    for (const { name, why } of left) refused(name, why);
    for (const file of taken) begin(file);
  }

  function begin(file: File): void {
    const stop = new AbortController();
    const each: Picked = { file, size: file.size, row: h("li"), id: null, stop, done: Promise.resolve() };
    picked.push(each);
    list.append(each.row);
    each.done = send(each);
  }

  async function send(each: Picked): Promise<void> {
    const { file, stop } = each;
    const bar = h("progress", { max: "1", "aria-label": say("fileUploading", { name: file.name }) });
    draw(each, bar);
    try {
      const place = await announceFile(file, await checksum(file));
      await put(place, file, (part) => (bar.value = part), stop.signal);
      each.id = place.upload_id;
      draw(each, h("span", { class: "hint" }, fileSize(file.size, language)));
    } catch (error) {
      if (stop.signal.aborted) return;
      const why = error instanceof Refused ? refusalOf(error.fields.values()) : undefined;
      if (why) return drop(each, why);
      draw(each, failed(), again(each));
    }
  }

  const failed = () => h("span", { class: "wrong", role: "alert" }, say("fileFailed"));

  function again(each: Picked): HTMLElement {
    const retry = () => {
      each.done = send(each);
      each.row.querySelector("button")?.focus();
    };
    return h("button", { type: "button", class: "link", "aria-label": say("fileAgainName", { name: each.file.name }), click: retry }, say("again"));
  }

  function draw(each: Picked, ...state: HTMLElement[]): void {
    const name = each.file.name;
    const remove = h("button", { type: "button", class: "link", "aria-label": say("fileRemoveName", { name }), click: () => leave(each) }, say("fileRemove"));
    each.row.replaceChildren(h("span", { class: "name" }, name), ...state, remove);
  }

  function remove(each: Picked): void {
    each.stop.abort();
    picked.splice(picked.indexOf(each), 1);
    each.row.remove();
  }

  function leave(each: Picked): void {
    const next = each.row.nextElementSibling ?? each.row.previousElementSibling;
    remove(each);
    said.textContent = "";
    (next?.querySelector<HTMLElement>("button:last-child") ?? button).focus();
  }

  function drop(each: Picked, why: Refusal): void {
    remove(each);
    refused(each.file.name, why);
  }

  async function wait(): Promise<string[] | null> {
    await Promise.all(picked.map((each) => each.done));
    const ids = picked.flatMap(({ id }) => id ?? []);
    return ids.length === picked.length ? ids : null;
  }

  /** The server did not take the file at `index`: it goes when it never will, else it can be sent again. */
  function refuse(index: number, why: Refusal | undefined): void {
    const each = picked[index];
    if (!each) return;
    if (why) return drop(each, why);
    each.id = null;
    draw(each, failed(), again(each));
  }

  const row = h("div", { class: "field" }, list, said, h("div", { class: "attaching" }, button, hint, input));
  return { row, add, wait, refuse };
}
