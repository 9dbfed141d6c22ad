import { useMutation } from "@tanstack/react-query";
import { CircleAlert, LogIn } from "lucide-react";
import { Suspense, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, hasCode, NetworkProblem } from "@/api/problem";
import { sessionManager } from "@/api/session";
import { lazyPart } from "@/lib/lazy-part";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";

const SignInSteps = lazyPart("people", () => import("./sign-in-steps"));

const ProviderNeeded = lazyPart("provider", () => import("@/features/provider/provider-needed"));

interface Choice {
  slug: string;
  name: string;
}

function choicesOf(error: unknown): Choice[] | null {
  if (!hasCode(error, "choose_tenant") || !Array.isArray(error.data.tenants)) return null;
  return error.data.tenants as Choice[];
}

function useRefusal(): (error: unknown) => string | null {
  const { t } = useTranslation();
  return (error) => {
    if (!error) return null;
    if (error instanceof NetworkProblem) return t("sign_in.no_answer");
    if (!(error instanceof ApiProblem)) return t("reason.unknown");
    switch (error.code) {
      case "unauthenticated":
        return t("sign_in.wrong");
      case "forbidden":
        return t("sign_in.forbidden");
      case "invalid":
        return t("sign_in.invalid");
      case "too_many":
        return t("sign_in.too_many", { count: error.retryAfter ?? 60 });
      default:
        return error.status >= 500 ? t("reason.unavailable") : error.message;
    }
  };
}

/** Asks who is there. Without a slug, the tenant is found by the address; people with several choose one. */
export function SignInForm({ slug }: { slug?: string }) {
  const { t } = useTranslation();
  const refusal = useRefusal();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const secret = useRef<HTMLInputElement>(null);
  const signIn = useMutation({
    mutationFn: (tenant?: string) => sessionManager.signIn({ email: email.trim(), password, ...(tenant ? { tenant } : {}) }),
    onError: (error) => hasCode(error, "unauthenticated") && secret.current?.select(),
  });
  const choices = choicesOf(signIn.error);
  if (hasCode(signIn.error, "challenge_required")) {
    if (signIn.error.data.challenge === "provider") {
      return (
        <Suspense fallback={<p role="status">{t("common.loading")}</p>}>
          <ProviderNeeded slug={String(signIn.error.data.tenant)} />
        </Suspense>
      );
    }
    const known = { email: email.trim(), password, ...(signIn.variables ? { tenant: signIn.variables } : {}) };
    return (
      <Suspense fallback={<p role="status">{t("common.loading")}</p>}>
        <SignInSteps known={known} challenge={String(signIn.error.data.challenge)} onBack={signIn.reset} />
      </Suspense>
    );
  }
  const problem = choices ? null : refusal(signIn.error);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!signIn.isPending) signIn.mutate(slug);
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <Field
        label={t("sign_in.email")}
        type="email"
        name="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        ref={secret}
        label={t("sign_in.password")}
        type="password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <div role="alert">
        {problem && (
          <p className="flex items-start gap-2 rounded-m bg-breach-soft px-3 py-2 text-12 font-medium text-breach animate-appear">
            <CircleAlert aria-hidden className="icon-s mt-0.5" />
            {problem}
          </p>
        )}
        {choices && <p className="font-medium">{t("sign_in.choose")}</p>}
      </div>
      {choices ? (
        <ul className="flex flex-col gap-2">
          {choices.map((choice) => (
            <li key={choice.slug}>
              <Button size="l" className="w-full" disabled={signIn.isPending} onClick={() => signIn.mutate(choice.slug)}>
                {choice.name}
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <Button look="primary" size="l" type="submit" disabled={signIn.isPending}>
          <LogIn aria-hidden className="icon" />
          {t(signIn.isPending ? "sign_in.working" : "sign_in.submit")}
        </Button>
      )}
    </form>
  );
}
