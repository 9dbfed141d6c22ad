import { Link } from "@tanstack/react-router";
import { Info } from "lucide-react";
import { Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { lazyPart } from "@/lib/lazy-part";
import { setTitle } from "@/lib/title";
import { Banner } from "@/ui/banner";
import { Brand } from "@/ui/brand";
import { brandStyle, useBrand } from "./use-brand";
import { useMaySignUp } from "./use-sign-up";
import { SignInForm } from "./sign-in-form";

const ProviderButton = lazyPart("provider", () => import("@/features/provider/provider-button"));

interface Props {
  slug?: string;
  /** The session had ended by itself: say so, and that nothing written is lost. */
  expired: boolean;
}

export function SignInPage({ slug, expired }: Props) {
  const { t } = useTranslation();
  const brand = useBrand(slug);
  const maySignUp = useMaySignUp(slug);
  useEffect(() => {
    setTitle(`${t("sign_in.title")} · Lambdesk`);
  }, [t]);
  return (
    <main className="flex h-full flex-col items-center overflow-auto p-4 pt-16 pane:pt-28" {...brandStyle(brand)}>
      <div className="w-full max-w-list animate-appear">
        {brand?.logo_url ? <img src={brand.logo_url} alt="" className="mb-6 max-h-12 max-w-60" /> : <Brand className="mb-6 size-9 text-20" />}
        <h1 className="text-20 font-semibold tracking-tight">{t("sign_in.title")}</h1>
        <p className="mt-1 mb-6 text-14 text-text-2">{slug ? t("sign_in.to", { slug: brand?.name ?? slug }) : t("sign_in.lead")}</p>
        {expired && (
          <div className="mb-4 overflow-hidden rounded-m">
            <Banner icon={Info} tone="info" role="status">
              {t("sign_in.expired")}
            </Banner>
          </div>
        )}
        <SignInForm slug={slug} />
        {maySignUp && (
          <p className="mt-6 text-13 text-text-2">
            <Link to="/sign-up" className="text-accent underline">
              {t("sign_in.sign_up")}
            </Link>
          </p>
        )}
        {slug && (
          <Suspense fallback={null}>
            <ProviderButton slug={slug} />
          </Suspense>
        )}
      </div>
    </main>
  );
}
