/** What to do when the browser and the server each have a form of one draft. Pure. */
import { isBlank, isEmpty, type Draft, type Scope } from "./draft";
import { kindToKeep, printOf, wordsOf, writtenOf, type ServerDraft, type ServerDrafts } from "./server-drafts";

export type Verdict =
  /** Nothing to do. */
  | { what: "same"; scope: Scope }
  /** The browser's words are newer, or the only ones. */
  | { what: "push"; scope: Scope }
  /** The server's words are newer, or the only ones. */
  | { what: "adopt"; scope: Scope; theirs: ServerDraft }
  /** The words were sent or thrown away elsewhere. */
  | { what: "forget" }
  /** They were sent or thrown away here. */
  | { what: "remove"; scope: Scope }
  /** Both have words that the other has not seen. */
  | { what: "conflict"; scope: Scope; theirs: ServerDraft };

/** Of the words the server has. Over the wire and back, so that both sides are compared in one form. */
export const printOfServer = (theirs: ServerDraft): string => printOf(wordsOf(theirs.kind, writtenOf(theirs)));

export function printOfDraft(draft: Draft): string | null {
  const kind = kindToKeep(draft);
  return kind && printOf(wordsOf(kind, draft.written[kind]));
}

export function reconcile(draft: Draft, server: ServerDrafts): Verdict {
  const { synced } = draft;
  const scope = synced?.scope ?? (server.mine || !server.shared ? "mine" : "shared");
  const theirs = server[scope];
  const known = synced !== null && theirs?.version === synced.version;
  if (isBlank(draft)) {
    if (!theirs) return synced ? { what: "forget" } : { what: "same", scope };
    return known ? { what: "remove", scope } : { what: "adopt", scope, theirs };
  }
  const unchanged = synced !== null && printOfDraft(draft) === synced.print;
  if (!theirs) return unchanged ? { what: "forget" } : { what: "push", scope };
  if (known) return { what: unchanged ? "same" : "push", scope };
  const free = unchanged || isEmpty(draft.written[theirs.kind]) || printOfDraft(draft) === printOfServer(theirs);
  return { what: free ? "adopt" : "conflict", scope, theirs };
}
