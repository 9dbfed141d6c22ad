import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MailX, UserCheck } from "lucide-react";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { ApiProblem, hasCode } from "@/api/problem";
import type { components } from "@/api/schema";
import { setTitle } from "@/lib/title";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Entrance, Told } from "./entrance";
import { useStepReason } from "./step-reason";

type Asked = components["schemas"]["SignUpConfirmation"];

const LINK = "inline-flex h-9 items-center justify-center rounded-m bg-accent px-4 text-14 font-medium text-accent-text hover:bg-accent-hover";

/** What is wrong with the slug, and one that is free, if it is about the slug. */
function useSlugReason(error: unknown): { wrong: string | null; free: string | null } {
  const { t } = useTranslation("people");
  if (hasCode(error, "slug_taken")) {
    return { wrong: t("sign_up.slug_taken"), free: typeof error.data.suggestion === "string" ? error.data.suggestion : null };
  }
  const wrong = error instanceof ApiProblem && error.fields.some((each) => each.field === "body.slug");
  return { wrong: wrong ? t("sign_up.slug_wrong") : null, free: null };
}

function Form({ token, asked, onMade }: { token: string; asked: Asked; onMade: (slug: string) => void }) {
  const { t } = useTranslation("people");
  const reason = useStepReason();
  const [slug, setSlug] = useState(asked.slug);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const make = useMutation({
    mutationFn: () => dataOf(api.POST("/v1/public/sign-up/confirmations/{token}", { params: { path: { token } }, body: { slug, name, password } })),
    onSuccess: (made) => onMade(made.slug),
  });
  const { wrong, free } = useSlugReason(make.error);
  const take = (other: string) => {
    setSlug(other);
    make.reset();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <Field label={t("sign_up.email")} type="email" name="email" autoComplete="username" readOnly value={asked.email} />
      <Field label={t("sign_up.slug")} name="slug" autoComplete="off" autoCapitalize="none" spellCheck={false} required maxLength={40} value={slug} onChange={(event) => take(event.target.value)} error={wrong} />
      {free && <Button onClick={() => take(free)}>{t("sign_up.use", { slug: free })}</Button>}
      <Field label={t("sign_up.name")} name="name" autoComplete="name" required maxLength={120} autoFocus value={name} onChange={(event) => setName(event.target.value)} />
      <Field
        label={t("sign_up.password")}
        hint={t("join.password_hint")}
        type="password"
        name="password"
        autoComplete="new-password"
        required
        minLength={12}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={make.error && !wrong ? reason(make.error) : null}
      />
      <Button look="primary" size="l" type="submit" disabled={make.isPending}>
        <UserCheck aria-hidden className="icon" /> {t("sign_up.make")}
      </Button>
    </form>
  );
}

/** Where the link in the letter leads. Looking does nothing; the button makes the workspace. */
export function SignUpConfirm() {
  const { t } = useTranslation("people");
  const [token] = useState(() => location.hash.slice(1));
  const [made, setMade] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ["sign-up", token],
    queryFn: () => dataOf(api.GET("/v1/public/sign-up/confirmations/{token}", { params: { path: { token } } })),
    enabled: token !== "" && made === null,
    staleTime: Infinity,
    retry: false,
  });
  useEffect(() => setTitle(`${t("sign_up.confirm_title")} · Lambdesk`), [t]);
  const asked = query.data;
  if (token === "" || query.isError) {
    const gone = token === "" || hasCode(query.error, "not_found");
    const again = gone ? <Link to="/sign-up" className={LINK}>{t("sign_up.again")}</Link> : <Button onClick={() => void query.refetch()}>{t("again")}</Button>;
    return (
      <Told failed icon={MailX} title={t(gone ? "sign_up.gone" : "sign_up.failed")} actions={again}>
        {t(gone ? "sign_up.gone_text" : "join.failed_text")}
      </Told>
    );
  }
  return (
    <Entrance title={t("sign_up.confirm_title")}>
      {!asked && <p role="status">{t("loading")}</p>}
      {asked && <p className="mt-1 mb-6 text-14 text-text-2">{t(made === null ? "sign_up.confirm_lead" : "sign_up.made", { workspace: asked.workspace })}</p>}
      {asked && made === null && <Form token={token} asked={asked} onMade={setMade} />}
      {made !== null && (
        <Link to="/$slug" params={{ slug: made }} className={LINK}>
          {t("sign_up.sign_in")}
        </Link>
      )}
    </Entrance>
  );
}
