/** What became of an escalation, in the order in which people read it. */
import type { EscalationCourse } from "@/api/types";

export type Call = NonNullable<EscalationCourse["steps"][number]["call"]>;
type Execution = EscalationCourse["executions"][number];
type Carried = Execution & { state: Exclude<Execution["state"], "none"> };

/** `calling`: it is due and its call is on its way. `next`: a level that follows unless somebody takes care. */
export type Line =
  | { kind: "called"; level: number; at: string; call: Call }
  | { kind: "calling" | "passed" | "next"; level: number; at: string }
  | { kind: "taken"; at: string; by: string | null }
  | { kind: "ended"; at: string; why: string };

export function linesOf(course: EscalationCourse): Line[] {
  const over = course.ended_at !== null || course.acknowledged_at !== null;
  const last = course.steps.length - 1;
  const lines: Line[] = course.steps.map(({ level, at, call }, place) =>
    call ? { kind: "called", level: call.level, at: call.at, call } : { kind: place === last && !over ? "calling" : "passed", level, at },
  );
  if (course.next_at) lines.push({ kind: "next", level: course.level + 1, at: course.next_at });
  if (course.acknowledged_at) lines.push({ kind: "taken", at: course.acknowledged_at, by: course.acknowledged_by });
  if (course.ended_at) lines.push({ kind: "ended", at: course.ended_at, why: course.ended_because ?? "" });
  return lines.sort((a, b) => a.at.localeCompare(b.at));
}

const ENDS = ["answered", "cancelled", "not_promised", "restated", "resolved", "closed", "spam"] as const;

/** The key of the words for why it ended. */
export const endOf = (why: string) => ENDS.find((known) => known === why) ?? "other";

/** Those that there are; one that was never started, or that AWS keeps no longer, says nothing. */
export const carriedBy = (course: EscalationCourse): Carried[] => course.executions.filter((each): each is Carried => each.state !== "none");

/** Whether an execution is about to end that nothing waits for any more. */
export const isEnding = (course: EscalationCourse): boolean => course.next_at === null && course.executions.some(({ state }) => state === "running");
