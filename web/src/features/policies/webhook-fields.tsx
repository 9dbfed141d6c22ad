import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { makeSecret, webhookTo, type Action } from "./levels";

interface Props {
  action: Action;
  fault: (name: "address" | "secret") => string | null;
  onChange: (action: Action) => void;
}

/** The address that a level calls. Its secret is shown while the policy is written, and never again. */
export function WebhookFields({ action, fault, onChange }: Props) {
  const { t } = useTranslation("policies");
  const address = action.address ?? "";
  const secret = action.secret ?? "";
  return (
    <div className="flex flex-col gap-2 pl-6">
      <Field label={t("hook.address")} type="url" inputMode="url" placeholder="https://" value={address} maxLength={500} error={fault("address")} onChange={({ target }) => onChange(webhookTo(target.value, secret))} />
      <Field
        label={t("hook.secret")}
        value={secret}
        maxLength={120}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        hint={t(secret ? "hook.once" : "hook.kept")}
        error={fault("secret")}
        onChange={({ target }) => onChange(webhookTo(address, target.value))}
      />
      <Button className="self-start" onClick={() => onChange(webhookTo(address, makeSecret()))}>
        {t("hook.make")}
      </Button>
    </div>
  );
}
