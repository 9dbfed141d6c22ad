import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, LogOut, ShieldCheck, ShieldOff, Unlink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { TimeAgo } from "@/ui/time-ago";
import { toast } from "@/ui/toasts";
import { Badge, Line, Page } from "@/features/settings/controls";
import { useReason } from "@/features/tickets/reasons";
import { ProofDialog, type Wanted } from "./proof-dialog";

const OWN = ["people", "own"];

function useEnd() {
  const { t } = useTranslation("people");
  const client = useQueryClient();
  const reason = useReason();
  return useMutation({
    mutationFn: (query: { only?: string; but?: string }) => dataOf(api.DELETE("/v1/me/sessions", { params: { query } })),
    onSuccess: () => toast({ tone: "info", title: t("sessions.ended") }),
    onError: (error) => toast({ tone: "error", title: t("not_done"), detail: reason(error) }),
    onSettled: () => void client.invalidateQueries({ queryKey: OWN }),
  });
}

function Sessions() {
  const { t } = useTranslation("people");
  const here = useSession().id;
  const end = useEnd();
  const { t: common } = useTranslation();
  const reason = useReason();
  const { data, error, refetch } = useQuery({ queryKey: [...OWN, "sessions"], queryFn: () => dataOf(api.GET("/v1/me/sessions")), staleTime: 0 });
  const sessions = data?.items ?? [];
  return (
    <section aria-labelledby="own-sessions" className="mt-8">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h2 id="own-sessions" className="flex-1 text-14 font-semibold">
          {t("sessions.title")}
        </h2>
        <Button disabled={end.isPending || sessions.length < 2} onClick={() => end.mutate({ but: here })}>
          <LogOut aria-hidden className="icon" /> {t("sessions.end_others")}
        </Button>
      </div>
      {error && !data && (
        <div role="alert" className="flex flex-wrap items-center gap-3 border-y py-3 text-breach">
          <span className="flex-1">{reason(error)}</span>
          <Button size="s" onClick={() => void refetch()}>
            {common("common.retry")}
          </Button>
        </div>
      )}
      <ul aria-label={t("sessions.title")} className="divide-y divide-line border-y empty:hidden">
        {sessions.map(({ id, device, begun, last_used_at }) => (
          <li key={id} className="py-1">
            <Line
              actions={
                id !== here && (
                  <Button size="s" disabled={end.isPending} onClick={() => end.mutate({ only: id })}>
                    {t("sessions.end")}
                  </Button>
                )
              }
            >
              <span className="font-medium">{device || t("sessions.unknown")}</span>
              {id === here && <Badge>{t("sessions.here")}</Badge>}
              <Badge>{t(`sessions.begun.${begun}`)}</Badge>
              <span className="text-12 text-text-3">
                {t("sessions.used")} <TimeAgo at={last_used_at} />
              </span>
            </Line>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The account at the provider by which one comes in; nothing without one. */
function ProviderAccount() {
  const { t } = useTranslation("people");
  const client = useQueryClient();
  const reason = useReason();
  const unlink = useMutation({
    mutationFn: () => dataOf(api.DELETE("/v1/me/provider-account")),
    onSuccess: () => toast({ tone: "info", title: t("security.unlinked") }),
    onError: (error) => toast({ tone: "error", title: t("not_done"), detail: reason(error) }),
    onSettled: () => void client.invalidateQueries({ queryKey: OWN }),
  });
  return (
    <section aria-labelledby="own-provider" className="mt-8 flex flex-col items-start gap-3">
      <h2 id="own-provider" className="text-14 font-semibold">
        {t("security.provider")}
      </h2>
      <p className="max-w-measure text-text-2">{t("security.linked")}</p>
      <Button disabled={unlink.isPending} onClick={() => unlink.mutate()}>
        <Unlink aria-hidden className="icon" /> {t("security.unlink")}
      </Button>
    </section>
  );
}

/** One's own sign-in: the second step, the codes for when it is lost, and where one is signed in. */
export default function SecurityPage() {
  const { t } = useTranslation("people");
  const client = useQueryClient();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const { data } = useQuery({ queryKey: [...OWN, "security"], queryFn: () => dataOf(api.GET("/v1/me/security")), staleTime: 0 });
  const close = () => {
    setWanted(null);
    void client.invalidateQueries({ queryKey: OWN });
  };
  return (
    <Page title={t("security.title")} text={t("security.text")}>
      <section aria-labelledby="own-mfa" className="flex flex-col items-start gap-3">
        <h2 id="own-mfa" className="text-14 font-semibold">
          {t("security.mfa")}
        </h2>
        <p className="flex items-center gap-2">
          {data?.mfa ? <ShieldCheck aria-hidden className="icon text-met" /> : <ShieldOff aria-hidden className="icon text-text-3" />}
          {data && t(data.mfa ? "security.on" : "security.off")} {data?.mfa_needed && t("security.needed")}
        </p>
        {data && (
          <div className="flex flex-wrap gap-2">
            <Button look={data.mfa ? "quiet" : "primary"} onClick={() => setWanted({ kind: "enrol", mfa: data.mfa })}>
              <KeyRound aria-hidden className="icon" /> {t(data.mfa ? "security.other" : "security.set_up")}
            </Button>
            {data.mfa && <Button onClick={() => setWanted({ kind: "codes", mfa: true })}>{t("security.new_codes")}</Button>}
            {data.mfa && !data.mfa_needed && <Button onClick={() => setWanted({ kind: "remove", mfa: true })}>{t("security.remove")}</Button>}
          </div>
        )}
      </section>
      {data?.linked && <ProviderAccount />}
      <Sessions />
      {wanted && <ProofDialog wanted={wanted} onClose={close} />}
    </Page>
  );
}
