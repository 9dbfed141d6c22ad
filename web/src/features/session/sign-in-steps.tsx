import { useMutation } from "@tanstack/react-query";
import { ArrowLeft, LogIn } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Credentials } from "@/api/session-manager";
import { hasCode } from "@/api/problem";
import { sessionManager } from "@/api/session";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Enrolment } from "./enrolment";
import { useStepReason } from "./step-reason";

interface Props {
  known: Credentials;
  challenge: string;
  onBack: () => void;
}

/** What the authenticator shows, or one of the codes kept for when it is lost. */
function CodeStep({ known, onBack }: Omit<Props, "challenge">) {
  const { t } = useTranslation("people");
  const reason = useStepReason();
  const [kind, setKind] = useState<"code" | "recovery_code">("code");
  const [value, setValue] = useState("");
  const signIn = useMutation({
    mutationFn: () => sessionManager.signIn({ ...known, [kind]: value.trim() }),
    onError: () => setValue(""),
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  if (hasCode(signIn.error, "challenge_required")) return <Enrolment known={known} code={value} onDone={(enter) => enter()} />;
  const other = kind === "code" ? "recovery_code" : "code";
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <h2 className="text-14 font-semibold">{t("step.title")}</h2>
      <Field
        key={kind}
        label={t(`step.${kind}`)}
        hint={t(`step.${kind}_hint`)}
        name={kind}
        autoComplete={kind === "code" ? "one-time-code" : "off"}
        inputMode={kind === "code" ? "numeric" : undefined}
        required
        autoFocus
        value={value}
        onChange={(event) => setValue(event.target.value)}
        error={signIn.error ? reason(signIn.error) : null}
      />
      <Button look="primary" size="l" type="submit" disabled={signIn.isPending}>
        <LogIn aria-hidden className="icon" /> {t("step.submit")}
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button onClick={onBack}>
          <ArrowLeft aria-hidden className="icon" /> {t("step.back")}
        </Button>
        <Button
          onClick={() => {
            signIn.reset();
            setValue("");
            setKind(other);
          }}
        >
          {t(`step.use_${other}`)}
        </Button>
      </div>
    </form>
  );
}

/** What comes after the right password: a code, or setting up what makes codes. */
export default function SignInSteps({ known, challenge, onBack }: Props) {
  const { t } = useTranslation("people");
  if (challenge === "mfa_code") return <CodeStep known={known} onBack={onBack} />;
  if (challenge === "mfa_setup") {
    return (
      <div className="flex flex-col gap-4">
        <h2 className="text-14 font-semibold">{t("enrol.required")}</h2>
        <Enrolment known={known} onDone={(enter) => enter()} />
      </div>
    );
  }
  return (
    <div className="flex flex-col items-start gap-4">
      <p role="alert">{t("step.unknown")}</p>
      <Button onClick={onBack}>{t("step.back")}</Button>
    </div>
  );
}
