/** Files on their way to the server. The draft knows which files belong to it; here is how far each of them is. */
import { ApiProblem } from "@/api/problem";
import { createStore } from "@/lib/store";
import { randomKey } from "@/lib/random-key";
import type { DraftFile, Kind } from "@/features/drafts/draft";
import { editFiles, readDraft, type DraftPlace } from "@/features/drafts/draft-store";
import { sift, type Refusal, type Refused } from "./limits";
import { sendBytes } from "./send-bytes";

export interface Upload {
  file: File;
  /** 0 to 1. */
  progress: number;
  state: "under_way" | "failed" | "done";
  /** Shows a picture before the server has it. */
  preview: string | null;
  stop: () => void;
}

export const uploads = createStore<Record<string, Upload>>({});
/** Files that were not taken, by the draft's name; said once and then dismissed. */
export const refusals = createStore<Refused[]>([]);

interface Target {
  place: DraftPlace;
  kind: Kind;
  newest: string;
}

const REFUSALS: Refusal[] = ["too_large", "type_refused", "name_invalid"];
export const isPicture = (mediaType: string): boolean => /^image\/(png|jpeg|gif|webp)$/.test(mediaType);

function patch(id: string, fields: Partial<Upload>): void {
  const known = uploads.get()[id];
  if (known) uploads.set({ ...uploads.get(), [id]: { ...known, ...fields } });
}

function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const codes = [error.code, ...error.fields.map((field) => field.code)];
  return REFUSALS.find((code) => codes.includes(code));
}

async function run(target: Target, id: string, file: File, name: string, signal: AbortSignal): Promise<void> {
  const { place, kind, newest } = target;
  try {
    const uploadId = await sendBytes(file, name, (progress) => patch(id, { progress }), signal);
    patch(id, { state: "done", progress: 1 });
    editFiles(place, kind, newest, (files) => files.map((each) => (each.id === id ? { ...each, uploadId } : each)));
  } catch (error) {
    if (signal.aborted) return;
    const why = refusalOf(error);
    if (!why) return patch(id, { state: "failed" });
    removeFile(target, id);
    refusals.set([...refusals.get(), { name, why }]);
  }
}

function begin(target: Target, id: string, file: File, name: string): void {
  const stopper = new AbortController();
  const preview = isPicture(file.type) ? (uploads.get()[id]?.preview ?? URL.createObjectURL(file)) : null;
  const upload: Upload = { file, progress: 0, state: "under_way", preview, stop: () => stopper.abort() };
  uploads.set({ ...uploads.get(), [id]: upload });
  void run(target, id, file, name, stopper.signal);
}

/** Pasted pictures are all called `image.png`: they are told apart by their number. */
function nameFor(file: File, taken: string[]): string {
  const [, stem = "", ending = ""] = /^(.*?)(\.[^.]*)?$/.exec(file.name || "file") ?? [];
  let name = `${stem}${ending}`;
  for (let count = 2; taken.includes(name); count += 1) name = `${stem}-${count}${ending}`;
  return name;
}

/** Adds files to the draft and starts to send them. Gives those that were taken. */
export function addFiles(target: Target, files: File[], inline: boolean): DraftFile[] {
  const has = readDraft(target.place).written[target.kind].files;
  const { taken, refused } = sift(has, files);
  if (refused.length > 0) refusals.set([...refusals.get(), ...refused]);
  const names = has.map((file) => file.name);
  const added = taken.map((file): [DraftFile, File] => {
    const name = nameFor(file, names);
    names.push(name);
    const mediaType = file.type || "application/octet-stream";
    return [{ id: randomKey(), uploadId: null, name, mediaType, size: file.size, inline }, file];
  });
  const more = added.map(([entry]) => entry);
  if (more.length > 0) editFiles(target.place, target.kind, target.newest, (known) => [...known, ...more]);
  for (const [entry, file] of added) begin(target, entry.id, file, entry.name);
  return more;
}

export function removeFile({ place, kind, newest }: Target, id: string): void {
  const { [id]: gone, ...rest } = uploads.get();
  gone?.stop();
  uploads.set(rest);
  editFiles(place, kind, newest, (files) => files.filter((file) => file.id !== id));
}

export function tryAgain(target: Target, file: DraftFile): void {
  const known = uploads.get()[file.id];
  if (known) begin(target, file.id, known.file, file.name);
}

export type Progress = "done" | "under_way" | "failed" | "lost";

/** How far a file of a draft is. `lost`: the page was left before the server had it. */
export function progressOf(file: DraftFile, known: Record<string, Upload>): Progress {
  if (file.uploadId) return "done";
  const state = known[file.id]?.state;
  return state === undefined ? "lost" : state === "done" ? "under_way" : state;
}
