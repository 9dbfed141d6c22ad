/** What could be written next in the text of a filter. */
import type { FilterField } from "@/api/types";

export interface Completion {
  /** What is written in place of the text from `from` to the caret. */
  insert: string;
  label: string;
  /** What it stands for, where that says more. */
  hint: string;
}

export interface Completions {
  from: number;
  options: Completion[];
}

const SHOWN = 12;
const CONDITION = /^(-?)([A-Za-z_][\w.]*)(<=|>=|[:~^/<>])(.*)$/su;
const PRESENCE = /^(-?)(no|has):(.*)$/su;
const TIMES = ["today", "-1d", "-7d", "-30d"];

export const quoted = (word: string) => (/^[^\s,()"]+$/u.test(word) ? word : `"${word.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`);

/** Where the word at the caret begins: after white space or a parenthesis outside quotes. */
function wordStart(text: string): number {
  let [start, inside] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\\" && inside) at += 1;
    else if (text[at] === '"') inside = !inside;
    else if (!inside && /[\s(]/u.test(text[at] ?? "")) start = at + 1;
  }
  return start;
}

/** Where the last value of a list or a range begins. */
function valueStart(values: string, ranged: boolean): number {
  let [start, inside] = [0, false];
  for (let at = 0; at < values.length; at += 1) {
    if (values[at] === "\\" && inside) at += 1;
    else if (values[at] === '"') inside = !inside;
    else if (!inside && values[at] === ",") start = at + 1;
    else if (!inside && ranged && values.startsWith("..", at)) start = at + 2;
  }
  return start;
}

function valuesOf(field: FilterField, viewer: boolean): Completion[] {
  if (field.kind === "yes_no") return ["yes", "no"].map((word) => ({ insert: word, label: word, hint: "" }));
  if (field.kind === "date" || field.kind === "moment") {
    return [...TIMES, ...(field.kind === "moment" ? ["now", "-2h"] : [])].map((word) => ({ insert: word, label: word, hint: "" }));
  }
  const choices = (field.choices ?? []).map(({ value, label }) => ({ insert: quoted(label || value), label: label || value, hint: label && label !== value && value.length < 20 ? value : "" }));
  return [...choices, ...(viewer ? field.keywords : []).map((word) => ({ insert: word, label: word, hint: "" }))];
}

const SIGNS: Partial<Record<FilterField["kind"], string>> = { moment: ">", text: "~" };

function names(fields: FilterField[], sign: (field: FilterField) => string): Completion[] {
  return fields.map((field) => ({ insert: field.name + sign(field), label: field.name, hint: field.label ?? "" }));
}

const fitting = (options: Completion[], begun: string) => {
  const word = begun.replace(/^"/u, "").toLocaleLowerCase();
  const rank = ({ label, hint }: Completion) => (label.toLocaleLowerCase().startsWith(word) ? 0 : `${label} ${hint}`.toLocaleLowerCase().includes(word) ? 1 : 2);
  return options.filter((each) => rank(each) < 2 && each.insert !== begun).sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
};

/** For the text up to the caret. `viewer`: somebody looks whom `me` can mean. */
export function completions(text: string, fields: FilterField[], viewer: boolean): Completions {
  const start = wordStart(text);
  const word = text.slice(start);
  const presence = PRESENCE.exec(word);
  if (presence) {
    const begun = presence[3] ?? "";
    return { from: text.length - begun.length, options: fitting(names(fields.filter(({ optional }) => optional), () => ""), begun) };
  }
  const condition = CONDITION.exec(word);
  if (condition) {
    const [, , name, , values = ""] = condition;
    const field = fields.find((each) => each.name === name || each.id === name);
    if (!field) return { from: text.length, options: [] };
    const begun = values.slice(valueStart(values, ["number", "date", "moment"].includes(field.kind)));
    return { from: text.length - begun.length, options: fitting(valuesOf(field, viewer), begun) };
  }
  const begun = word.replace(/^-/u, "");
  const known = names(fields, ({ kind }) => SIGNS[kind] ?? ":");
  const more = [["has:", ""], ["no:", ""], ["or ", ""]].map(([insert = "", hint = ""]) => ({ insert, label: insert.trim(), hint }));
  return { from: text.length - begun.length, options: fitting([...known, ...more], begun) };
}
