import { useMutation, useQuery } from "@tanstack/react-query";
import { LogIn } from "lucide-react";
import { useTranslation } from "react-i18next";
import { NetworkProblem } from "@/api/problem";
import { sessionManager } from "@/api/session";
import { Button } from "@/ui/button";
import { away, remember, staffSignIn } from "./back";

/** The way to the workspace's sign-in provider; nothing where there is none. */
export default function ProviderButton({ slug, alone = false }: { slug: string; alone?: boolean }) {
  const { t } = useTranslation("provider");
  const { t: common } = useTranslation();
  const { data } = useQuery(staffSignIn(slug));
  const leave = useMutation({
    mutationFn: () => sessionManager.step<{ url: string }>("/provider", { tenant: slug }),
    onSuccess({ data: { url } }) {
      remember(slug, location.pathname);
      away.go(url);
    },
  });
  if (!data?.provider) return null;
  return (
    <div className="flex flex-col gap-3">
      {!alone && <p className="mt-4 border-t pt-4 text-text-2">{t(data.passwords ? "button.or" : "button.members")}</p>}
      <Button size="l" look={alone ? "primary" : "quiet"} disabled={leave.isPending || leave.isSuccess} onClick={() => leave.mutate()}>
        <LogIn aria-hidden className="icon" />
        {t("button.sign_in", { name: data.provider })}
      </Button>
      {leave.error && (
        <p role="alert" className="rounded-m bg-breach-soft px-3 py-2 text-12 font-medium text-breach">
          {leave.error instanceof NetworkProblem ? common("sign_in.no_answer") : t("button.failed")}
        </p>
      )}
    </div>
  );
}
