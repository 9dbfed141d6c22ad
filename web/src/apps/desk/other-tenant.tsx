import { Link } from "@tanstack/react-router";
import { ArrowRight, Building2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Session } from "@/api/types";
import { Button } from "@/ui/button";
import { Placeholder } from "@/ui/placeholder";
import { useSignOut } from "@/features/session/use-sign-out";

/** The address names one tenant, the session another. */
export function OtherTenant({ slug, session }: { slug: string; session: Session }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  const tenant = session.tenant.name;
  return (
    <main className="h-full">
      <Placeholder
        icon={Building2}
        heading="h1"
        title={t("app.other_tenant", { tenant })}
        actions={
          <>
            <Button onClick={() => signOut()}>{t("app.sign_out")}</Button>
            <Link
              to="/$slug"
              params={{ slug: session.tenant.slug }}
              className="inline-flex h-7 items-center gap-2 rounded-m bg-accent px-2.5 font-medium text-accent-text hover:bg-accent-hover"
            >
              {t("app.go_on", { tenant })}
              <ArrowRight aria-hidden className="icon" />
            </Link>
          </>
        }
      >
        {t("app.other_tenant_text", { slug, tenant })}
      </Placeholder>
    </main>
  );
}
