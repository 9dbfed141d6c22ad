import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MailX, UserCheck } from "lucide-react";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { hasCode } from "@/api/problem";
import type { Invitation } from "@/api/types";
import { setTitle } from "@/lib/title";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Entrance, Told } from "./entrance";
import { useStepReason } from "./step-reason";

function Form({ token, invitation, onJoined }: { token: string; invitation: Invitation; onJoined: () => void }) {
  const { t } = useTranslation("people");
  const reason = useStepReason();
  const [name, setName] = useState(invitation.name);
  const [password, setPassword] = useState("");
  const join = useMutation({
    mutationFn: () => dataOf(api.POST("/v1/public/invitations/{token}", { params: { path: { token } }, body: { name, password } })),
    onSuccess: onJoined,
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    join.mutate();
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <Field label={t("join.email")} type="email" name="email" autoComplete="username" readOnly value={invitation.email} />
      <Field label={t("join.name")} name="name" autoComplete="name" required maxLength={120} autoFocus value={name} onChange={(event) => setName(event.target.value)} />
      <Field
        label={t("join.password")}
        hint={t("join.password_hint")}
        type="password"
        name="password"
        autoComplete="new-password"
        required
        minLength={12}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={join.error ? reason(join.error) : null}
      />
      <Button look="primary" size="l" type="submit" disabled={join.isPending}>
        <UserCheck aria-hidden className="icon" /> {t("join.submit")}
      </Button>
    </form>
  );
}

const LINK = "inline-flex h-9 items-center justify-center rounded-m bg-accent px-4 text-14 font-medium text-accent-text hover:bg-accent-hover";

/** Where the link in an invitation leads. Looking does nothing; the button makes the account. */
export default function JoinPage() {
  const { t } = useTranslation("people");
  const [token] = useState(() => location.hash.slice(1));
  const [joined, setJoined] = useState(false);
  const query = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => dataOf(api.GET("/v1/public/invitations/{token}", { params: { path: { token } } })),
    enabled: token !== "" && !joined,
    staleTime: Infinity,
    retry: false,
  });
  useEffect(() => setTitle(`${t("join.title")} · Lambdesk`), [t]);
  const invitation = query.data;
  if (token === "" || query.isError) {
    const gone = token === "" || hasCode(query.error, "not_found");
    return (
      <Told failed icon={MailX} title={t(gone ? "join.gone" : "join.failed")} actions={gone ? undefined : <Button onClick={() => void query.refetch()}>{t("again")}</Button>}>
        {t(gone ? "join.gone_text" : "join.failed_text")}
      </Told>
    );
  }
  return (
    <Entrance title={t("join.title")}>
      {!invitation && <p role="status">{t("loading")}</p>}
      {invitation && <p className="mt-1 mb-6 text-14 text-text-2">{t(joined ? "join.joined" : "join.lead", { workspace: invitation.workspace })}</p>}
      {invitation && !joined && <Form token={token} invitation={invitation} onJoined={() => setJoined(true)} />}
      {invitation && joined && (
        <Link to="/$slug" params={{ slug: invitation.slug }} className={LINK}>
          {t("join.sign_in")}
        </Link>
      )}
    </Entrance>
  );
}
