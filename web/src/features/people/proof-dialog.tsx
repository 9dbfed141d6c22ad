import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { sessionManager, useSession } from "@/api/session";
import type { NewRecoveryCodes } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Enrolment } from "@/features/session/enrolment";
import { RecoveryCodes } from "@/features/session/recovery-codes";
import { useStepReason } from "@/features/session/step-reason";

export interface Wanted {
  kind: "enrol" | "codes" | "remove";
  /** There is a second step already: its code is asked for too. */
  mfa: boolean;
}

/** Proves once more who it is, and then does what was wanted: an open desk alone changes nothing about signing in. */
export function ProofDialog({ wanted, onClose }: { wanted: Wanted; onClose: () => void }) {
  const { t } = useTranslation("people");
  const { user, tenant } = useSession();
  const reason = useStepReason();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const known = { email: user.email, password, tenant: tenant.slug };
  const prove = useMutation({
    async mutationFn() {
      if (wanted.kind === "enrol") return [];
      const path = wanted.kind === "codes" ? "/recovery-codes" : "/mfa/removal";
      const { data } = await sessionManager.step<NewRecoveryCodes | null>(path, { ...known, code: code.trim() });
      return data?.recovery_codes ?? [];
    },
    onSuccess: () => wanted.kind === "remove" && onClose(),
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    prove.mutate();
  };
  const done = (enter: () => void) => {
    enter();
    onClose();
  };
  return (
    <Dialog title={t(`security.${wanted.kind === "enrol" ? "set_up" : wanted.kind === "codes" ? "new_codes" : "remove"}`)} onClose={onClose} fixed>
      <div className="p-4">
        {prove.data && wanted.kind === "enrol" && <Enrolment known={known} code={wanted.mfa ? code.trim() : undefined} onDone={done} />}
        {prove.data && wanted.kind === "codes" && <RecoveryCodes codes={prove.data} onSeen={onClose} />}
        {!prove.data && (
          <form onSubmit={onSubmit} className="flex flex-col gap-3.5">
            <Field label={t("security.password")} type="password" autoComplete="current-password" required autoFocus value={password} onChange={(event) => setPassword(event.target.value)} />
            {wanted.mfa && (
              <Field label={t("step.code")} autoComplete="one-time-code" inputMode="numeric" required value={code} onChange={(event) => setCode(event.target.value)} />
            )}
            {prove.error && (
              <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
                {reason(prove.error)}
              </p>
            )}
            <div className="flex justify-end gap-2">
              <Button onClick={onClose}>{t("cancel")}</Button>
              <Button look="primary" type="submit" disabled={prove.isPending}>
                {t("security.go_on")}
              </Button>
            </div>
          </form>
        )}
      </div>
    </Dialog>
  );
}
