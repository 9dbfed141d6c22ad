import "@/styles/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { sessionManager } from "@/api/session";
import { startHotkeys } from "@/features/actions/hotkeys";
import { startI18n } from "@/lib/i18n";
import { followTheme } from "@/lib/theme";
import { followRefusals } from "@/features/tickets/refusals";
import { preloadMenus } from "@/ui/menu-button";
import { createQueryClient } from "./query-client";
import { createDeskRouter } from "./router";
import { followLive } from "./follow-live";
import { followSession } from "./follow-session";
import { preloadThread } from "./inbox-page";
import { preloadPalette } from "./windows";

const client = createQueryClient();
const router = createDeskRouter();

void sessionManager.start();
followSession(client);
followLive(client);
followRefusals(client);
followTheme();
startHotkeys();
void startI18n().then(() => {
  // While the session is asked for, and ahead of the first ticket that is opened.
  preloadThread();
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no root");
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
  preloadThread();
  setTimeout(() => {
    preloadMenus();
    preloadPalette();
  }, 1_500);
});
