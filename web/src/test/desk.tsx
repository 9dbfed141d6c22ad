import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { onTestFinished } from "vitest";
import { sessionManager } from "@/api/session";
import { createQueryClient } from "@/apps/desk/query-client";
import { followLive } from "@/apps/desk/follow-live";
import { followSession } from "@/apps/desk/follow-session";
import { createDeskRouter } from "@/apps/desk/router";
import { startHotkeys } from "@/features/actions/hotkeys";
import { chooseWriting } from "@/features/composer/writing";
import { splitting } from "@/features/merge/split-store";
import { afterResolving } from "@/features/tickets/after-resolving";
import { notices, wantedField } from "@/features/tickets/notices";
import { followRefusals } from "@/features/tickets/refusals";
import { wipeDrafts } from "@/features/drafts/draft-store";

import { syncs } from "@/features/drafts/draft-sync";
import { undoable } from "@/features/sending/undo";

/** Opens the desk at an address, as a browser would. */
export function openDesk(path: string, { live = false, rich = false } = {}) {
  chooseWriting(rich ? "rich" : "plain");
  const client = createQueryClient();
  client.setDefaultOptions({ ...client.getDefaultOptions(), queries: { ...client.getDefaultOptions().queries, retry: false } });
  const router = createDeskRouter(createMemoryHistory({ initialEntries: [path] }));
  const stopKeys = startHotkeys();
  const stopFollowing = followSession(client);
  const stopLive = live ? followLive(client) : () => undefined;
  const stopRefusals = followRefusals(client);
  void sessionManager.start();
  onTestFinished(() => {
    stopKeys();
    stopFollowing();
    stopRefusals();
    splitting.set(null);
    notices.set({});
    wantedField.set(null);
    afterResolving.set("next");
    stopLive();
    client.clear();
    wipeDrafts();
    syncs.set({});
    undoable.set(null);
  });
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { user: userEvent.setup(), router, client };
}
