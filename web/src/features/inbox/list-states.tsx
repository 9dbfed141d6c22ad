import { Link } from "@tanstack/react-router";
import { CloudOff, Coffee, ShieldX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Placeholder } from "@/ui/placeholder";
import { Bone } from "@/ui/skeleton";
import { hasCode } from "@/api/problem";
import { useReason } from "@/features/tickets/reasons";
import { VIEWS, type View } from "@/features/tickets/views";

const WIDTHS = ["w-3/5", "w-4/5", "w-1/2", "w-2/3", "w-3/4", "w-2/5", "w-4/5", "w-1/2"];

export function ListLoading() {
  const { t } = useTranslation();
  return (
    <div role="status" className="flex-1 overflow-hidden pt-8">
      <span className="sr-only">{t("common.loading")}</span>
      {WIDTHS.map((width, index) => (
        <div key={index} className="flex h-row flex-col justify-center gap-2 pr-16 pl-10">
          <Bone className="h-2.5 w-1/3" />
          <Bone className={`h-3 ${width}`} />
        </div>
      ))}
    </div>
  );
}

export function ListFailed({ error, retry }: { error: Error | null; retry: () => void }) {
  const { t } = useTranslation();
  const reason = useReason();
  const forbidden = hasCode(error, "forbidden");
  return (
    <div className="min-h-0 flex-1" role="alert">
      <Placeholder
        icon={forbidden ? ShieldX : CloudOff}
        tone={forbidden ? "calm" : "error"}
        title={t(forbidden ? "list.forbidden" : "list.failed")}
        actions={<Button onClick={retry}>{t("common.retry")}</Button>}
      >
        {reason(error)}
      </Placeholder>
    </div>
  );
}

/** An empty view says where work may be instead. */
export function ListEmpty({ view, slug }: { view: View; slug: string }) {
  const { t } = useTranslation();
  const elsewhere = VIEWS.find((other) => other.id === (view.id === "unassigned" ? "open" : "unassigned"));
  return (
    <div className="min-h-0 flex-1">
      <Placeholder
        icon={Coffee}
        title={t(`empty.${view.id}.title`)}
        actions={
          elsewhere && (
            <Link
              to="/$slug/inbox/$view"
              params={{ slug, view: elsewhere.id }}
              className="inline-flex h-7 items-center gap-2 rounded-m border border-line-strong px-2.5 font-medium text-text-2 hover:bg-hover"
            >
              <elsewhere.icon aria-hidden className="icon" />
              {t("empty.go", { view: t(`view.${elsewhere.id}`) })}
            </Link>
          )
        }
      >
        {t(`empty.${view.id}.text`)}
      </Placeholder>
    </div>
  );
}
