import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { NotificationKind } from "@/api/types";
import { useReason } from "@/features/tickets/reasons";
import { Button } from "@/ui/button";
import { lazyPart } from "@/lib/lazy-part";
import { Dialog } from "@/ui/dialog";
import { Bone } from "@/ui/skeleton";
import { preferencesQuery, usePreferring } from "./notification-queries";

const QuietHoursPart = lazyPart("settings", () => import("./quiet-hours"));

const KINDS: NotificationKind[] = [
  ...(["assigned", "mentioned", "reply_on_mine", "watched", "snooze_ended"] as const),
  ...(["warning", "breach", "escalation"] as const),
];

/** What this person wants to hear of. A choice holds from now on; what has been told stays. */
export default function PreferencesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const reason = useReason();
  const query = useQuery(preferencesQuery);
  const prefer = usePreferring();
  const chosen = query.data;
  return (
    <Dialog title={t("notify.preferences")} onClose={onClose}>
      <div className="p-4">
        <p className="mb-2 text-text-2">{t("notify.preferences_text")}</p>
        {query.isPending && <Bone className="h-24 w-full" />}
        {query.isError && !chosen && (
          <p role="alert" className="flex items-center gap-3 text-breach">
            {reason(query.error)} <Button onClick={() => void query.refetch()}>{t("common.retry")}</Button>
          </p>
        )}
        {chosen &&
          KINDS.map((kind) => (
            <label key={kind} className="-mx-2 flex min-h-9 items-center gap-2.5 rounded-m px-2 hover:bg-raised-hover">
              <input
                type="checkbox"
                checked={chosen[kind]}
                onChange={(event) => prefer.mutate({ ...chosen, [kind]: event.target.checked })}
                className="size-4 accent-accent"
              />
              {t(`notify.kind.${kind}`)}
            </label>
          ))}
        <Suspense fallback={<Bone className="mt-4 h-24 w-full" />}>
          <QuietHoursPart />
        </Suspense>
      </div>
    </Dialog>
  );
}
