import { Inbox, Settings } from "lucide-react";
import { Suspense, type ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Session } from "@/api/types";
import { Brand } from "@/ui/brand";
import { may, maySetUp } from "@/api/may";
import { viewing } from "@/api/viewing";
import { lazyPart } from "@/lib/lazy-part";
import { useStore } from "@/lib/store";
import { ActionButton } from "@/features/actions/action-button";
import { CATALOG } from "@/features/actions/catalog";
import { Bell } from "@/features/notifications/bell";
import { ConnectionBanner } from "@/features/session/connection-banner";
import { UserMenu } from "./user-menu";
import { Windows } from "./windows";

const WelcomeBanner = lazyPart("workspace", () => import("@/features/workspace/welcome-banner"));
const ViewingBanner = lazyPart("roles", () => import("@/features/roles/viewing-banner"));

/** The frame around every page of a tenant: the rail, the state of the connection, and what opens anywhere. */
export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  const { t } = useTranslation();
  const { slug } = session.tenant;
  const other = useStore(viewing);
  return (
    <div className="flex h-full flex-col">
      <a
        href="#conversation"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-m focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
      >
        {t("app.skip")}
      </a>
      <ConnectionBanner />
      {other && (
        <Suspense>
          <ViewingBanner name={other.user.name} />
        </Suspense>
      )}
      {session.tenant.welcome === "open" && may(session, "tenant.write") && (
        <Suspense>
          <WelcomeBanner slug={slug} />
        </Suspense>
      )}
      <div className="flex min-h-0 flex-1">
        <nav
          aria-label="Lambdesk"
          className="hidden w-rail shrink-0 flex-col items-center gap-1 border-r py-2 pane:flex"
        >
          <Brand className="mt-1 mb-3 size-6.5 text-14" />
          <Link
            to="/$slug/inbox/$view"
            params={{ slug, view: "mine" }}
            aria-label={t("list.tickets")}
            data-tip={t("list.tickets")}
            className="grid size-8 place-items-center rounded-m text-text-3 hover:bg-hover data-[status=active]:bg-selected data-[status=active]:text-accent"
            activeOptions={{ exact: false }}
          >
            <Inbox aria-hidden className="icon" />
          </Link>
          <ActionButton action="palette" className="size-8" />
          <Bell />
          <span className="flex-1" />
          {maySetUp(session) && (
            <Link
              to="/$slug/settings"
              params={{ slug }}
              aria-label={t("action.settings")}
              data-tip={t("action.settings")}
              data-tip-keys={CATALOG.settings.keys}
              className="grid size-8 place-items-center rounded-m text-text-3 hover:bg-hover hover:text-text data-[status=active]:bg-selected data-[status=active]:text-accent"
            >
              <Settings aria-hidden className="icon" />
            </Link>
          )}
          <ActionButton action="help" />
          <UserMenu session={session} placement="right bottom" />
        </nav>
        {children}
      </div>
      <Windows slug={slug} />
    </div>
  );
}
