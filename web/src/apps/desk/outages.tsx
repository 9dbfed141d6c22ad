import { Link } from "@tanstack/react-router";
import { CircleAlert, CloudOff, Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { sessionManager } from "@/api/session";
import { Brand } from "@/ui/brand";
import { Button } from "@/ui/button";
import { Placeholder } from "@/ui/placeholder";

/** Between the page and the session. It shows itself late: most starts are over before it would be seen. */
export function Starting() {
  const { t } = useTranslation();
  return (
    <main className="h-full">
      <div role="status" className="grid h-full place-items-center">
        <h1 className="sr-only">{t("app.starting")}</h1>
        <Brand className="size-9 text-20 animate-pulse" />
      </div>
    </main>
  );
}

export function Unreachable() {
  const { t } = useTranslation();
  return (
    <main className="h-full">
      <Placeholder
        icon={CloudOff}
        tone="error"
        heading="h1"
        title={t("app.start_unreachable")}
        actions={<Button onClick={() => void sessionManager.start()}>{t("common.retry")}</Button>}
      >
        {t("app.start_unreachable_text")}
      </Placeholder>
    </main>
  );
}

export function Crashed({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <main className="h-full min-w-0 flex-1">
      <div role="alert" className="h-full">
        <Placeholder
          icon={CircleAlert}
          tone="error"
          heading="h1"
          title={t("app.crashed")}
          actions={
            <Button look="primary" onClick={() => location.reload()}>
              {t("app.reload")}
            </Button>
          }
        >
          <p>{t("app.crashed_text")}</p>
          <p className="mt-2 text-12 wrap-anywhere text-text-3">{error instanceof Error ? error.message : String(error)}</p>
        </Placeholder>
      </div>
    </main>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main className="h-full min-w-0 flex-1">
      <Placeholder
        icon={Compass}
        heading="h1"
        title={t("app.not_found")}
        actions={
          <Link to="/" className="inline-flex h-7 items-center rounded-m border border-line-strong px-2.5 font-medium text-text-2 hover:bg-hover">
            {t("app.to_inbox")}
          </Link>
        }
      >
        {t("app.not_found_text")}
      </Placeholder>
    </main>
  );
}
