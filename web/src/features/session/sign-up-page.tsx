import { useMutation } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { DoorClosed, MailCheck, Send } from "lucide-react";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { ApiProblem, hasCode } from "@/api/problem";
import { solve } from "@/lib/proof";
import { setTitle } from "@/lib/title";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Entrance, Told } from "./entrance";
import { SignUpConfirm } from "./sign-up-confirm";
import { useStepReason } from "./step-reason";
import { useSignUpDoor } from "./use-sign-up";

/** An address that a name suggests. */
function slugOf(name: string): string {
  const plain = name.toLowerCase().replaceAll("ß", "ss").normalize("NFD").replaceAll(/[\u0300-\u036f']/g, "");
  return plain.replaceAll(/[^a-z0-9]+/g, "-").slice(0, 40).replaceAll(/^-+|-+$/g, "");
}

function useAsk(onAsked: () => void) {
  const { i18n } = useTranslation();
  return useMutation({
    mutationFn: async (wanted: { workspace: string; slug: string; email: string }) => {
      // Work is good for one letter: each try begins with a form of its own.
      const { challenge, difficulty } = await dataOf(api.GET("/v1/public/sign-up"));
      const solution = await solve(challenge, difficulty);
      return dataOf(api.POST("/v1/public/sign-up", { body: { ...wanted, locale: i18n.language, challenge, solution } }));
    },
    onSuccess: onAsked,
  });
}

function Form({ onAsked }: { onAsked: () => void }) {
  const { t } = useTranslation("people");
  const reason = useStepReason();
  const [workspace, setWorkspace] = useState("");
  const [chosen, setSlug] = useState<string | null>(null);
  const [email, setEmail] = useState("");
  const ask = useAsk(onAsked);
  const slug = chosen ?? slugOf(workspace);
  const wrong = ask.error instanceof ApiProblem ? ask.error.fields.map((each) => each.field) : [];
  const other = ask.error && !wrong.some((each) => each === "body.slug" || each === "body.email") ? reason(ask.error) : null;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate({ workspace, slug, email });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <Field label={t("sign_up.workspace")} name="workspace" autoComplete="organization" required maxLength={120} autoFocus value={workspace} onChange={(event) => setWorkspace(event.target.value)} />
      <Field
        label={t("sign_up.slug")}
        hint={t("sign_up.slug_hint", { origin: location.host })}
        name="slug"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={40}
        value={slug}
        onChange={(event) => setSlug(event.target.value)}
        error={wrong.includes("body.slug") ? t("sign_up.slug_wrong") : null}
      />
      <Field
        label={t("sign_up.email")}
        type="email"
        name="email"
        autoComplete="email"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        error={wrong.includes("body.email") ? t("sign_up.mailbox_wrong") : null}
      />
      {other && (
        <p role="alert" className="text-13 text-breach">
          {other}
        </p>
      )}
      <Button look="primary" size="l" type="submit" disabled={ask.isPending}>
        <Send aria-hidden className="icon" /> {t(ask.isPending ? "sign_up.working" : "sign_up.submit")}
      </Button>
    </form>
  );
}

function Ask() {
  const { t } = useTranslation("people");
  const [asked, setAsked] = useState(false);
  // Whether there is such a door at all; what is sent begins with a form of its own.
  const query = useSignUpDoor(true);
  useEffect(() => setTitle(`${t("sign_up.title")} · Lambdesk`), [t]);
  if (query.isError) {
    const off = hasCode(query.error, "not_found");
    return (
      <Told failed icon={DoorClosed} title={t(off ? "sign_up.off" : "sign_up.failed")} actions={off ? undefined : <Button onClick={() => void query.refetch()}>{t("again")}</Button>}>
        {t(off ? "sign_up.off_text" : "join.failed_text")}
      </Told>
    );
  }
  if (asked) {
    return (
      <Told icon={MailCheck} title={t("sign_up.sent")}>
        {t("sign_up.sent_text")}
      </Told>
    );
  }
  return (
    <Entrance title={t("sign_up.title")}>
      <p className="mt-1 mb-6 text-14 text-text-2">{t("sign_up.lead")}</p>
      {query.data ? <Form onAsked={() => setAsked(true)} /> : <p role="status">{t("loading")}</p>}
    </Entrance>
  );
}

/** Where somebody asks for a workspace, and where the link in the letter leads. */
export default function SignUpPage() {
  return useLocation().pathname.endsWith("/confirm") ? <SignUpConfirm /> : <Ask />;
}
