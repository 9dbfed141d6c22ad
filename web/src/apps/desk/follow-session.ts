import type { QueryClient } from "@tanstack/react-query";
import { sessionManager } from "@/api/session";
import { wipeDrafts } from "@/features/drafts/draft-store";

/**
 * What one person has loaded is not there for the next. Signing out (in any tab) empties the cache and the drafts; a
 * session that merely ran out keeps both for the same person's return.
 */
export function followSession(client: QueryClient): () => void {
  let owner: string | null = null;
  return sessionManager.state.subscribe(() => {
    const now = sessionManager.state.get();
    if (now.status === "signed_out" && !now.expired) {
      if (owner) wipeDrafts();
      client.clear();
      owner = null;
    }
    if (now.status !== "signed_in") return;
    const { tenant, user } = now.session;
    const next = `${tenant.id}:${user.id}`;
    if (next === owner) return;
    if (owner) client.clear();
    wipeDrafts({ tenant: tenant.id, user: user.id });
    owner = next;
  });
}
