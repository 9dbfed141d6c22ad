import { Suspense } from "react";
import { lazyPart } from "@/lib/lazy-part";
import { Starting } from "./outages";

const SettingsPage = lazyPart("settings", () => import("./settings-page"));

/** The settings are a part of their own: nobody waits for them who only answers tickets. */
export function SettingsRoute() {
  return (
    <Suspense fallback={<Starting />}>
      <SettingsPage />
    </Suspense>
  );
}
