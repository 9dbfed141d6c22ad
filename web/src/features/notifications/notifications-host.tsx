import { lazy, Suspense, useState } from "react";
import { useAction } from "@/features/actions/registry";

const load = () => import("./notifications-panel");
const NotificationsPanel = lazy(load);
const PreferencesDialog = lazy(() => import("./preferences-dialog"));

/** Where the bell's windows open. */
export function NotificationsHost({ onOpen }: { onOpen: (number: number) => void }) {
  const [open, setOpen] = useState<"list" | "preferences" | null>(null);
  useAction("notifications", () => setOpen("list"));
  const close = () => setOpen(null);
  return (
    <Suspense>
      {open && (
        <NotificationsPanel onClose={close} onOpen={onOpen} onPreferences={() => setOpen("preferences")}>
          {/* Inside, so that the panel takes the focus back. */}
          <Suspense>{open === "preferences" && <PreferencesDialog onClose={() => setOpen("list")} />}</Suspense>
        </NotificationsPanel>
      )}
    </Suspense>
  );
}
