import { useMutation, useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { encode } from "uqr";
import type { Credentials } from "@/api/session-manager";
import { sessionManager } from "@/api/session";
import type { MfaBegun, MfaEnrolled } from "@/api/types";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { RecoveryCodes } from "./recovery-codes";
import { useStepReason } from "./step-reason";

/** Dark on white in both themes: cameras look for that. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 2 });
  const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" className="size-48 self-center rounded-m bg-paper">
      <path d={squares.join("")} fill="black" />
    </svg>
  );
}

interface Props {
  /** Address and password, typed a moment ago. */
  known: Credentials;
  /** A code of the second step that there is already. */
  code?: string;
  /** The codes were seen; `enter` goes on with the session that begins with them. */
  onDone: (enter: () => void) => void;
}

/** Sets up an authenticator: a picture to scan, its first code, and the codes for when it is lost. */
export function Enrolment({ known, code, onDone }: Props) {
  const { t } = useTranslation("people");
  const reason = useStepReason();
  const id = useId();
  const [shown, setShown] = useState("");
  const begun = useQuery({
    queryKey: ["mfa", id],
    queryFn: async () => (await sessionManager.step<MfaBegun>("/mfa", { ...known, ...(code ? { code } : {}) })).data,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const finish = useMutation({
    mutationFn: () => sessionManager.step<MfaEnrolled>("/mfa/verification", { ticket: begun.data?.ticket, code: shown.trim() }),
    onError: () => setShown(""),
  });
  if (finish.data) {
    const { data, enter } = finish.data;
    return <RecoveryCodes codes={data.recovery_codes} onSeen={() => onDone(() => enter(data.session))} />;
  }
  if (begun.isError) return <p role="alert" className="text-breach">{reason(begun.error)}</p>;
  if (!begun.data) return <p role="status">{t("enrol.working")}</p>;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    finish.mutate();
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <p className="text-text-2">{t("enrol.scan")}</p>
      <QrCode text={begun.data.uri} label={t("enrol.picture")} />
      <p className="text-12 text-text-2">
        {t("enrol.type")}{" "}
        <code className="font-medium break-all text-text select-all" data-secret>
          {begun.data.secret}
        </code>
      </p>
      <Field
        label={t("step.code")}
        name="code"
        autoComplete="one-time-code"
        inputMode="numeric"
        required
        autoFocus
        value={shown}
        onChange={(event) => setShown(event.target.value)}
        error={finish.error ? reason(finish.error) : null}
      />
      <Button look="primary" size="l" type="submit" disabled={finish.isPending}>
        <Check aria-hidden className="icon" /> {t("enrol.submit")}
      </Button>
    </form>
  );
}
