/** A policy while it is written, and what is sent of it. */
import type { FilterNode, NewSlaPolicy, SlaPolicy, SlaPolicyPatch } from "@/api/types";
import { written, type Written } from "@/features/filters/filters";
import { readDuration, writeDuration } from "./durations";

export const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];
export const DEFAULT_ID = "default";

export interface Draft {
  name: string;
  condition: Written;
  first_response: Record<Priority, string>;
  warning_percent: string;
  levels: Level[];
  /** When the levels after the first are called; empty: they are not. */
  steps: string[];
}

type Level = SlaPolicy["levels"][number];

/** Whom a level calls that is new here. */
const level = (role: "manager" | "admin"): Omit<Level, "delay_seconds"> => ({ recipients: [{ kind: "role", id: role }], actions: [{ kind: "notify" }] });
const LATER = [
  { delay_seconds: 1_800, ...level("manager") },
  { delay_seconds: 3_600, ...level("admin") },
];
const FIRST_LEVEL: Level = { delay_seconds: 0, recipients: [{ kind: "assignee" }], actions: [{ kind: "notify" }] };

const FIRST: Record<Priority, number> = { urgent: 3_600, high: 14_400, normal: 28_800, low: 86_400 };

export function start(known: SlaPolicy | null): Draft {
  const targets = known?.first_response ?? FIRST;
  const levels = known?.levels ?? [FIRST_LEVEL, ...LATER];
  return {
    name: known?.name ?? "",
    condition: written(known?.condition ?? { all: [] }),
    first_response: Object.fromEntries(PRIORITIES.map((each) => [each, writeDuration(targets[each])])) as Draft["first_response"],
    warning_percent: String(known?.warning_percent ?? 75),
    levels,
    steps: [levels[1], levels[2], ...levels.slice(3)].map((each) => (each ? writeDuration(each.delay_seconds) : "")),
  };
}

/** What is no length of time goes as nothing, and is refused with its place. */
const seconds = (text: string) => readDuration(text) ?? 0;

function targets(draft: Draft): NewSlaPolicy["first_response"] {
  return { urgent: seconds(draft.first_response.urgent), high: seconds(draft.first_response.high), normal: seconds(draft.first_response.normal), low: seconds(draft.first_response.low) };
}

/** The whole of it, for a new one and for a look at past tickets; the condition has been read before. */
export function bodyOf(draft: Draft, condition: FilterNode): NewSlaPolicy {
  return {
    name: draft.name,
    condition,
    first_response: targets(draft),
    warning_percent: Number(draft.warning_percent),
    levels: [draft.levels[0] ?? FIRST_LEVEL, ...draft.steps.flatMap((step, index) => later(draft, step, index))],
  };
}

/** A level with its new moment, and with whom it called before; none without a moment. */
function later(draft: Draft, step: string, index: number): Level[] {
  const known = draft.levels[index + 1] ?? LATER[index];
  return step.trim() !== "" && known ? [{ ...known, delay_seconds: seconds(step) }] : [];
}

/** A change of one that is there; the default has neither name nor condition. */
export function patchOf(known: SlaPolicy, draft: Draft, condition: FilterNode): SlaPolicyPatch {
  const { name, condition: wanted, ...rest } = bodyOf(draft, condition);
  return known.id === DEFAULT_ID ? rest : { name, condition: wanted, ...rest };
}
