/** The levels of an escalation while they are written: whom each one calls, and what it does. */
import type { NewSlaPolicy, SlaPolicy } from "@/api/types";
import { readDuration, writeDuration } from "./durations";

export type Level = SlaPolicy["levels"][number];
export type Recipient = Level["recipients"][number];
/** A secret is only ever sent: what is known of an address has none. */
export type Action = NonNullable<NonNullable<NewSlaPolicy["levels"]>[number]["actions"]>[number];

export interface LevelDraft {
  /** Of this one while it is written, wherever it stands. */
  key: number;
  /** After the breach; the first level's does not count, it is called at once. */
  delay: string;
  recipients: Recipient[];
  actions: Action[];
}

export const MOST_LEVELS = 5;
export const MOST_RECIPIENTS = 20;
export const NOTIFY: Action = { kind: "notify" };
/** Those that this editor sets; others are kept as they are. */
export const KINDS = ["notify", "reassign", "raise_priority", "webhook"] as const;
export type KnownKind = (typeof KINDS)[number];
export const isKnown = ({ kind }: Action): boolean => (KINDS as readonly string[]).includes(kind);

const calls = (delay_seconds: number, recipient: Recipient): Level => ({ delay_seconds, recipients: [recipient], actions: [NOTIFY] });
const USUAL: Level[] = [calls(0, { kind: "assignee" }), calls(1_800, { kind: "role", id: "manager" }), calls(3_600, { kind: "role", id: "admin" })];

export function startLevels(known: readonly Level[] | undefined): LevelDraft[] {
  return (known ?? USUAL).map(({ delay_seconds, recipients, actions }, key) => ({ key, delay: writeDuration(delay_seconds), recipients, actions: actions ?? [NOTIFY] }));
}

/** What is no length of time goes as nothing, and is refused: each level is later than the one before. */
export function levelsOf(levels: readonly LevelDraft[]): NonNullable<NewSlaPolicy["levels"]> {
  return levels.map(({ delay, recipients, actions }, place) => ({ delay_seconds: place === 0 ? 0 : (readDuration(delay) ?? 0), recipients, actions }));
}

/** One more at the end, as much later than the last one as that is after the one before it. */
export function withOneMore(levels: readonly LevelDraft[]): LevelDraft[] {
  const [before, last] = [0, 0, ...levels.map(({ delay }, place) => (place === 0 ? 0 : (readDuration(delay) ?? 0)))].slice(-2) as [number, number];
  const delay = last + (last > before ? last - before : 1_800);
  const key = Math.max(-1, ...levels.map((each) => each.key)) + 1;
  return [...levels, { key, delay: writeDuration(delay), recipients: [], actions: [NOTIFY] }];
}

/** Without one; where the first goes, the next is called at once. */
export const without = (levels: readonly LevelDraft[], key: number): LevelDraft[] => levels.filter((each) => each.key !== key);

/** One step up or down: what the two levels do changes places, when they are called stays. */
export function moved(levels: readonly LevelDraft[], place: number, step: -1 | 1): LevelDraft[] {
  const [one, other] = [levels[place], levels[place + step]];
  if (!one || !other) return [...levels];
  const swapped = [...levels];
  swapped[place] = { ...other, delay: one.delay };
  swapped[place + step] = { ...one, delay: other.delay };
  return swapped;
}

const sameOne = (a: Recipient, b: Recipient) => a.kind === b.kind && (a.id ?? null) === (b.id ?? null);
export const hasRecipient = (level: LevelDraft, one: Recipient): boolean => level.recipients.some((each) => sameOne(each, one));
export const withRecipient = (level: LevelDraft, one: Recipient): LevelDraft => (hasRecipient(level, one) ? level : { ...level, recipients: [...level.recipients, one] });
export const withoutRecipient = (level: LevelDraft, one: Recipient): LevelDraft => ({ ...level, recipients: level.recipients.filter((each) => !sameOne(each, one)) });

export const actionOf = (level: LevelDraft, kind: KnownKind): Action | undefined => level.actions.find((each) => each.kind === kind);

/** With an action, in its usual place, or without it; actions that are not known here stay behind them. */
export function withAction(level: LevelDraft, kind: KnownKind, action: Action | null): LevelDraft {
  const known = KINDS.flatMap((each) => (each === kind ? (action ?? []) : (actionOf(level, each) ?? [])));
  return { ...level, actions: [...known, ...level.actions.filter((each) => !isKnown(each))] };
}

/** To whom a level gives the ticket: `user:…`, `team:…`, or the first who is called. */
export const heirOf = (action: Action): string => (action.user_id ? `user:${action.user_id}` : action.team_id ? `team:${action.team_id}` : "");

export function reassignTo(heir: string): Action {
  const [kind, id] = heir.split(":");
  return { kind: "reassign", user_id: kind === "user" ? id : null, team_id: kind === "team" ? id : null };
}

/** A secret to sign with, by the Standard Webhooks specification. */
export const makeSecret = (): string => `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;

/** An address that is called; one that the policy calls already keeps its secret when none is said. */
export const webhookTo = (address: string, secret: string): Action => ({ kind: "webhook", address: address.trim(), secret: secret.trim() || null });
