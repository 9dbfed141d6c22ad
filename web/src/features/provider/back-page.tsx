import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { ShieldAlert } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { NetworkProblem } from "@/api/problem";
import { sessionManager } from "@/api/session";
import type { Session } from "@/api/types";
import { Told } from "@/features/session/entrance";
import { setTitle } from "@/lib/title";
import { Button } from "@/ui/button";
import { recall } from "./back";

/** Where the provider sends people back: signs in with what it says, and goes on where it began. */
export default function BackPage({ query }: { query: string }) {
  const { t } = useTranslation("provider");
  const { t: common } = useTranslation();
  const { history } = useRouter();
  const asked = useRef(false);
  const brought = new URLSearchParams(query);
  const start = recall();
  const finish = useMutation({
    mutationFn: () => sessionManager.step<Session>("/provider/answer", { state: brought.get("state") ?? "-", ...(brought.get("code") ? { code: brought.get("code") } : {}) }),
    onSuccess({ data, enter }) {
      enter(data);
      history.replace(start?.slug === data.tenant.slug ? start.path : `/${data.tenant.slug}`);
    },
  });
  const { mutate } = finish;
  useEffect(() => {
    setTitle(`${t("back.title")} · Lambdesk`);
    // What was brought counts once, however often this is shown.
    if (!asked.current) mutate();
    asked.current = true;
  }, [mutate, t]);
  if (!finish.error) return <p role="status" className="p-8 text-center text-text-2">{t("back.working")}</p>;
  return (
    <Told
      failed
      icon={ShieldAlert}
      title={t("back.failed")}
      actions={
        <Button look="primary" onClick={() => history.replace(start ? start.path : "/")}>
          {t("back.again")}
        </Button>
      }
    >
      {finish.error instanceof NetworkProblem ? common("sign_in.no_answer") : t("back.failed_text")}
    </Told>
  );
}
