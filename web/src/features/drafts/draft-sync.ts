/**
 * Keeps the server's copy of a draft while its ticket is open: within two seconds of a key press, and at once when the
 * page is left. The browser's own copy is the net below; when both were changed, nobody's words go without being shown.
 */
import { hasCode } from "@/api/problem";
import { createStore } from "@/lib/store";
import { isBlank, NOTHING, type Scope } from "./draft";
import { drafts, editDraft, markSynced, nameOf, readDraft, takeWords, type DraftPlace } from "./draft-store";
import { hearOfDrafts } from "./draft-news";
import { printOfDraft, printOfServer, reconcile } from "./reconcile";
import { deleteDraft, fetchDrafts, kindToKeep, printOf, putDraft, wordsOf, writtenOf, type ServerDraft, type ServerDrafts } from "./server-drafts";

/** After the last key press, and at most after the first. */
const REST = 800;
const LONGEST = 1_700;
const LOOK_AGAIN = 15_000;

export interface SyncView {
  scope: Scope;
  status: "idle" | "saving" | "saved" | "failed";
  /** What somebody else, or another device, made of it, when both were changed. */
  theirs: ServerDraft | null;
  /** The team's draft while one's own is open. */
  shared: ServerDraft | null;
  last: { by: string; at: string } | null;
}

const FRESH: SyncView = { scope: "mine", status: "idle", theirs: null, shared: null, last: null };
export const syncs = createStore<Record<string, SyncView>>({});
export const syncOf = (place: DraftPlace): SyncView => syncs.get()[nameOf(place)] ?? FRESH;

export type Choice = "mine" | "theirs" | "both";

export interface Keeper {
  flush: (leaving?: boolean) => void;
  share: (scope: Scope) => void;
  openShared: () => void;
  resolve: (choice: Choice) => void;
  stop: () => void;
}

export function keepDraft(place: DraftPlace, newest: () => string): Keeper {
  const { number } = place;
  let versions: Record<Scope, number | null> = { mine: null, shared: null };
  let last = readDraft(place).synced;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitingSince = 0;
  let busy = false;
  let again = false;
  let stopped = false;
  /** The last question about drafts, and the last one answered. A write makes what is on its way old, too. */
  let asked = 0;
  let answered = 0;
  let missed = false;

  const show = (fields: Partial<SyncView>) => syncs.set({ ...syncs.get(), [nameOf(place)]: { ...syncOf(place), ...fields } });
  const draft = () => readDraft(place);
  const settle = (scope: Scope, { version, updated_at, updated_by }: ServerDraft, print: string) => {
    versions = { ...versions, [scope]: version };
    markSynced(place, { scope, version, print });
    // Not the scope: somebody may have chosen another one while this was on its way.
    show({ status: "saved", theirs: null, last: { by: updated_by, at: updated_at } });
  };
  const adopt = (scope: Scope, theirs: ServerDraft, how: "instead" | "below") => {
    takeWords(place, theirs.kind, writtenOf(theirs), how, newest());
    show({ scope });
    settle(scope, theirs, printOfServer(theirs));
  };

  const judge = (server: ServerDrafts) => {
    versions = { mine: server.mine?.version ?? null, shared: server.shared?.version ?? null };
    const verdict = reconcile(draft(), server);
    show({ shared: server.shared });
    if (verdict.what === "conflict") show({ scope: verdict.scope, theirs: verdict.theirs, status: "failed" });
    else if (verdict.what === "adopt") adopt(verdict.scope, verdict.theirs, "instead");
    else if (verdict.what === "forget") {
      const kind = kindToKeep(draft());
      markSynced(place, null);
      if (kind) editDraft(place, kind, NOTHING, newest());
      show({ scope: "mine", status: "idle", last: null });
    } else {
      const theirs = server[verdict.scope];
      show({ scope: verdict.scope, last: theirs && { by: theirs.updated_by, at: theirs.updated_at } });
      if (verdict.what !== "same") void save();
    }
  };
  const load = async () => {
    if (draft().outgoing) return;
    if (busy) return void (missed = true);
    const turn = ++asked;
    try {
      const server = await fetchDrafts(number);
      // Of two answers that pass each other on their way only the one asked for last is news.
      if (turn !== asked || stopped) return;
      answered = turn;
      if (!draft().outgoing && syncOf(place).theirs === null) judge(server);
    } catch {
      show({ status: "failed" });
    }
  };

  const put = async (leaving: boolean) => {
    const now = draft();
    const kind = kindToKeep(now);
    const { scope } = syncOf(place);
    const before = now.synced;
    if (!kind) {
      if (before) await deleteDraft(number, before.scope);
      markSynced(place, null);
      versions = { mine: null, shared: scope === "shared" ? null : versions.shared };
      return show({ status: "idle", scope: "mine", last: null });
    }
    const words = wordsOf(kind, now.written[kind]);
    const print = printOf(words);
    if (before?.scope === scope && before.print === print) return;
    show({ status: "saving" });
    const version = before?.scope === scope ? before.version : versions[scope];
    const kept = await putDraft(number, scope, words, version, leaving);
    settle(scope, kept, print);
    if (before && before.scope !== scope) {
      await deleteDraft(number, before.scope);
      versions = { ...versions, [before.scope]: null };
    }
  };
  const save = async (leaving = false): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (draft().outgoing || syncOf(place).theirs) return;
    if (busy) return void (again = true);
    busy = true;
    missed ||= answered !== asked;
    answered = ++asked;
    let stale = false;
    try {
      await put(leaving);
    } catch (error) {
      stale = hasCode(error, "stale_version");
      show({ status: "failed" });
    }
    busy = false;
    if (again && !stale) {
      again = false;
      return save();
    }
    if (stale || missed) {
      missed = false;
      return load();
    }
  };

  const changed = () => {
    const now = draft();
    if (last && !now.synced) {
      // It is gone from the server, also when it went there with the message.
      versions = { ...versions, [last.scope]: null };
      show({ status: "idle", scope: "mine", last: null });
    }
    last = now.synced;
    if (now.outgoing || syncOf(place).theirs) return;
    const print = printOfDraft(now);
    if (print === (now.synced?.print ?? null)) return;
    if (timer === undefined) waitingSince = Date.now();
    clearTimeout(timer);
    // What has been sent is taken off the server at once.
    const rest = isBlank(now) ? 0 : Math.min(REST, waitingSince + LONGEST - Date.now());
    timer = setTimeout(() => void save(), Math.max(0, rest));
  };
  const look = () => {
    if (document.visibilityState === "hidden") keeper.flush(true);
    else void load();
  };
  const leave = () => keeper.flush(true);
  const unfollow = drafts.subscribe(changed);
  const polling = setInterval(() => {
    const { scope, status } = syncOf(place);
    if (document.visibilityState === "visible" && timer === undefined && (scope === "shared" || status === "failed")) void load();
  }, LOOK_AGAIN);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", leave);
  const unheard = hearOfDrafts(number, () => void load());
  void load();

  const keeper: Keeper = {
    flush(leaving = false) {
      if (timer !== undefined) void save(leaving);
    },
    share(scope) {
      show({ scope });
      void save();
    },
    openShared() {
      const { shared } = syncOf(place);
      if (shared) adopt("shared", shared, isBlank(draft()) ? "instead" : "below");
      void save();
    },
    resolve(choice) {
      const { theirs, scope } = syncOf(place);
      if (!theirs) return;
      versions = { ...versions, [scope]: theirs.version };
      show({ theirs: null });
      if (choice === "theirs") adopt(scope, theirs, "instead");
      else if (choice === "both") takeWords(place, theirs.kind, writtenOf(theirs), "below", newest());
      markSynced(place, { scope, version: theirs.version, print: choice === "theirs" ? printOfServer(theirs) : "" });
      void save();
    },
    stop() {
      keeper.flush();
      stopped = true;
      unfollow();
      unheard();
      clearInterval(polling);
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("pagehide", leave);
    },
  };
  return keeper;
}
