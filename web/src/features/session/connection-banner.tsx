import { onlineManager, useQueryClient } from "@tanstack/react-query";
import { CloudOff, WifiOff } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { NetworkProblem } from "@/api/problem";
import { Banner } from "@/ui/banner";

/** Says when what is on screen cannot be trusted to be fresh. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const cache = useQueryClient().getQueryCache();
  const online = useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  );
  const silent = useSyncExternalStore(
    (listener) => cache.subscribe(listener),
    () => cache.getAll().some((query) => query.isActive() && query.state.error instanceof NetworkProblem),
  );
  return (
    <div role="status">
      {!online && (
        <Banner icon={WifiOff} tone="risk">
          {t("app.offline")}
        </Banner>
      )}
      {online && silent && (
        <Banner icon={CloudOff} tone="risk">
          {t("app.unreachable")}
        </Banner>
      )}
    </div>
  );
}
