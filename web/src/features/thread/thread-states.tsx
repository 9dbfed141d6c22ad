import { CloudOff, Inbox, SearchX, ShieldX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { hasCode } from "@/api/problem";
import { Button } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { Placeholder } from "@/ui/placeholder";
import { Bone } from "@/ui/skeleton";
import { CATALOG, type ActionId } from "@/features/actions/catalog";
import { useReason } from "@/features/tickets/reasons";

const HINTS: ActionId[] = ["next", "previous", "new_ticket", "help"];

/** No ticket is open: the keys that open one. */
export function NoTicket() {
  const { t } = useTranslation();
  return (
    <Placeholder icon={Inbox} title={t("thread.none")}>
      <p>{t("thread.none_text")}</p>
      <ul className="mt-4 flex flex-col gap-1.5 text-left">
        {HINTS.map((id) => (
          <li key={id} className="flex items-center justify-between gap-4">
            {t(`action.${id}`)}
            <Keys keys={CATALOG[id].keys} />
          </li>
        ))}
      </ul>
    </Placeholder>
  );
}

export function ThreadLoading() {
  const { t } = useTranslation();
  return (
    <div role="status" className="flex flex-col gap-6 px-6 py-4">
      <h1 className="sr-only">{t("common.loading")}</h1>
      <div className="flex flex-col gap-3">
        <Bone className="h-4 w-2/3" />
        <Bone className="h-6 w-1/2" />
      </div>
      {["w-3/4", "w-1/2", "w-2/3"].map((width) => (
        <div key={width} className="flex gap-3">
          <Bone className="size-7 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <Bone className="h-3 w-32" />
            <Bone className="h-3 w-full max-w-measure" />
            <Bone className={`h-3 ${width}`} />
          </div>
        </div>
      ))}
    </div>
  );
}

export function ThreadFailed({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useTranslation();
  const reason = useReason();
  const kind = hasCode(error, "not_found") ? "missing" : hasCode(error, "forbidden") ? "forbidden" : "failed";
  const icon = { missing: SearchX, forbidden: ShieldX, failed: CloudOff }[kind];
  return (
    <div role="alert" className="h-full">
      <Placeholder
        icon={icon}
        heading="h1"
        tone={kind === "failed" ? "error" : "calm"}
        title={t(`thread.${kind}`)}
        actions={kind === "failed" && <Button onClick={retry}>{t("common.retry")}</Button>}
      >
        {kind === "failed" ? reason(error) : t(`thread.${kind}_text`)}
      </Placeholder>
    </div>
  );
}
