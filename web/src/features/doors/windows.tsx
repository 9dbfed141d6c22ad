import { Check, Copy } from "lucide-react";
import { useState, type FormEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Choice } from "@/features/settings/controls";
import { useReason } from "@/features/tickets/reasons";
import type { Rotation, Told } from "./calls";

function Copied({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation("settings");
  const [done, setDone] = useState(false);
  const copy = () => void navigator.clipboard.writeText(value).then(() => setDone(true), () => setDone(false));
  return (
    <div className="flex flex-col gap-1">
      <span className="text-12 font-medium text-text-2">{label}</span>
      <div className="flex items-start gap-2">
        <code aria-label={label} tabIndex={0} className="min-w-0 flex-1 rounded-m border bg-sunken px-2.5 py-1.5 text-12 break-all select-all">
          {value}
        </code>
        <Button onClick={copy}>
          {done ? <Check aria-hidden className="icon" /> : <Copy aria-hidden className="icon" />}
          <span aria-live="polite">{t(done ? "secret.copied" : "secret.copy")}</span>
        </Button>
      </div>
    </div>
  );
}

/** A secret, once. It is in no list and cannot be asked for again. */
export function SecretWindow({ told, onClose }: { told: Told; onClose: () => void }) {
  const { t } = useTranslation("settings");
  return (
    <Dialog title={t("secret.title", { name: told.name })} onClose={onClose} fixed>
      <div className="flex flex-col gap-3.5 p-4">
        <p className="rounded-m bg-risk-soft px-2.5 py-2 text-12 font-medium text-risk">{t("secret.once")}</p>
        {told.path && <Copied label={t("inbound.address")} value={`${location.origin}/api${told.path}`} />}
        <Copied label={t("secret.secret")} value={told.secret} />
        <div className="flex justify-end">
          <Button look="primary" onClick={onClose}>
            {t("secret.kept")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

interface FormProps {
  title: string;
  submit: string;
  busy: boolean;
  error: Error | null;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a window: what is wrong stands above its buttons. */
export function FormWindow({ title, submit, busy, error, onSubmit, onClose, children }: FormProps) {
  const { t: common } = useTranslation();
  const reason = useReason();
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog title={title} onClose={onClose} fixed>
      <form onSubmit={send} className="flex flex-col gap-3.5 p-4">
        {children}
        {error && (
          <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
            {reason(error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{common("common.cancel")}</Button>
          <Button look="primary" type="submit" disabled={busy}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const OVERLAPS = [0, 1, 24, 72, 168];

interface RotateProps {
  id: string;
  name: string;
  rotate: { mutate: (values: Rotation, then: { onSuccess: (told: Told) => void }) => void; isPending: boolean; error: Error | null };
  onTold: (told: Told) => void;
  onClose: () => void;
}

/** Asks how long the secret of before goes on. */
export function RotateWindow({ id, name, rotate, onTold, onClose }: RotateProps) {
  const { t } = useTranslation("settings");
  const [hours, setHours] = useState("24");
  return (
    <FormWindow
      title={t("secret.rotate", { name })}
      submit={t("secret.rotate_now")}
      busy={rotate.isPending}
      error={rotate.error}
      onSubmit={() => rotate.mutate({ id, overlap_hours: Number(hours) }, { onSuccess: onTold })}
      onClose={onClose}
    >
      <p className="text-text-2">{t("secret.rotate_text")}</p>
      <Choice
        label={t("secret.overlap")}
        value={hours}
        onChange={setHours}
        options={OVERLAPS.map((each) => ({ value: String(each), label: each ? t("secret.hours", { count: each }) : t("secret.at_once") }))}
        autoFocus
      />
    </FormWindow>
  );
}
