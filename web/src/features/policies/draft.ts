/** A policy while it is written, and what is sent of it. */
import type { FilterNode, NewSlaPolicy, SlaPolicy, SlaPolicyPatch } from "@/api/types";
import { spelled, written, type Written } from "@/features/filters/filters";
import { readDuration, writeDuration } from "./durations";
import { levelsOf, startLevels, type LevelDraft } from "./levels";

export const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];
export const METRICS = ["first_response", "next_response", "resolution"] as const;
export type Metric = (typeof METRICS)[number];
export const REOPENS = ["continue", "restart", "new_target"] as const;
export const DEFAULT_ID = "default";

export type Targets = Record<Priority, string>;
type Seconds = NonNullable<SlaPolicy["resolution"]>;

export interface Draft {
  name: string;
  active: boolean;
  condition: Written;
  first_response: Targets;
  /** Kept while it is not promised, so that a switch back loses nothing. */
  next_response: Targets;
  resolution: Targets;
  promised: Record<Metric, boolean>;
  hours: string;
  pauses: SlaPolicy["pauses"];
  reopen: SlaPolicy["reopen"];
  warning_percent: string;
  /** Empty: no second warning. */
  warning_lead: string;
  levels: LevelDraft[];
}

const FIRST: Seconds = { urgent: 3_600, high: 14_400, normal: 28_800, low: 86_400 };
/** Where somebody begins who promises more than the first response. */
const PROPOSED: Record<Metric, Seconds> = {
  first_response: FIRST,
  next_response: FIRST,
  resolution: { urgent: 14_400, high: 86_400, normal: 3 * 86_400, low: 7 * 86_400 },
};
const PAUSES: SlaPolicy["pauses"] = { first_response: [], next_response: [], resolution: ["paused"] };

const writtenOut = (targets: Seconds) => Object.fromEntries(PRIORITIES.map((each) => [each, writeDuration(targets[each])])) as Targets;

export function start(known: SlaPolicy | null): Draft {
  const targets = (metric: Metric) => writtenOut(known?.[metric] ?? PROPOSED[metric]);
  const lead = known?.warning_lead_seconds ?? null;
  return {
    name: known?.name ?? "",
    active: known?.active ?? true,
    condition: written(known?.condition ?? { all: [] }),
    first_response: targets("first_response"),
    next_response: targets("next_response"),
    resolution: targets("resolution"),
    promised: { first_response: true, next_response: !!known?.next_response, resolution: !!known?.resolution },
    hours: known?.hours ?? "around_the_clock",
    pauses: known?.pauses ?? PAUSES,
    reopen: known?.reopen ?? "continue",
    warning_percent: String(known?.warning_percent ?? 75),
    warning_lead: lead === null ? "" : writeDuration(lead),
    levels: startLevels(known?.levels),
  };
}

/** What is no length of time goes as nothing, and is refused with its place. */
const seconds = (text: string) => readDuration(text) ?? 0;

const secondsOf = (targets: Targets): Seconds => ({ urgent: seconds(targets.urgent), high: seconds(targets.high), normal: seconds(targets.normal), low: seconds(targets.low) });

/** The whole of it, for a new one and for a look at past tickets; the condition has been read before. */
export function bodyOf(draft: Draft, condition: FilterNode): NewSlaPolicy {
  return {
    name: draft.name,
    condition,
    active: draft.active,
    first_response: secondsOf(draft.first_response),
    next_response: draft.promised.next_response ? secondsOf(draft.next_response) : null,
    resolution: draft.promised.resolution ? secondsOf(draft.resolution) : null,
    hours: draft.hours,
    pauses: draft.pauses as NewSlaPolicy["pauses"],
    reopen: draft.reopen,
    warning_percent: Number(draft.warning_percent),
    warning_lead_seconds: draft.warning_lead.trim() === "" ? null : seconds(draft.warning_lead),
    levels: levelsOf(draft.levels),
  };
}

/** What was changed of one that is there, and nothing else; the default has neither name nor condition. */
export function patchOf(known: SlaPolicy, draft: Draft, condition: FilterNode): SlaPolicyPatch {
  const begun = start(known);
  const before = bodyOf(begun, condition);
  const after = bodyOf(draft, condition);
  const isDefault = known.id === DEFAULT_ID;
  const changed = Object.entries(after).filter(([name, value]) => {
    if (name === "condition") return !isDefault && spelled(draft.condition) !== spelled(begun.condition);
    if (isDefault && name === "name") return false;
    return JSON.stringify(value) !== JSON.stringify(before[name as keyof NewSlaPolicy]);
  });
  return Object.fromEntries(changed);
}

/** How a clock of a metric pauses, as one choice; what the choices do not tell apart stays until another one is made. */
export const PAUSINGS = { never: [], pending: ["pending"], on_hold: ["on_hold"], paused: ["paused"] } as const;
export type PausingChoice = keyof typeof PAUSINGS;

export function pausingOf(states: readonly string[]): PausingChoice {
  if (states.includes("paused") || (states.includes("pending") && states.includes("on_hold"))) return "paused";
  if (states.includes("pending")) return "pending";
  return states.includes("on_hold") ? "on_hold" : "never";
}
