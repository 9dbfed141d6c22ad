import { Link, useLocation } from "@tanstack/react-router";
import { Sparkles } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Banner } from "@/ui/banner";

/** Leads the administrators of a new workspace to its first steps, wherever they are, until those are done or put off. */
export default function WelcomeBanner({ slug }: { slug: string }) {
  const { t } = useTranslation("workspace");
  const { pathname } = useLocation();
  if (pathname.endsWith("/settings/welcome")) return null;
  return (
    <section aria-label={t("welcome.title")}>
      <Banner
        icon={Sparkles}
        tone="info"
        action={
          <Link to="/$slug/settings/$page" params={{ slug, page: "welcome" }} className="inline-flex h-6 items-center rounded-m border bg-surface px-2 text-text">
            {t("welcome.open")}
          </Link>
        }
      >
        {t("welcome.banner")}
      </Banner>
    </section>
  );
}
