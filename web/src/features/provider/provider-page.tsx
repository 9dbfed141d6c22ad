import { useQuery } from "@tanstack/react-query";
import { Copy, LogIn } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, hasCode } from "@/api/problem";
import { useSession } from "@/api/session";
import type { ProviderSettings, SignInProvider } from "@/api/types";
import { mayGive, nameOfRole, rolesQuery } from "@/features/roles/roles";
import { Choice, Page, Tick } from "@/features/settings/controls";
import { Guard } from "@/features/settings/guard";
import { useReason } from "@/features/tickets/reasons";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Placeholder } from "@/ui/placeholder";
import { toast } from "@/ui/toasts";
import { useProvider, useRemoveProvider, useSaveProvider } from "./provider-calls";

const NOBODY = "";

function start({ provider, passwords }: ProviderSettings) {
  return {
    name: provider?.name ?? "",
    issuer: provider?.issuer ?? "",
    client_id: provider?.client_id ?? "",
    client_secret: "",
    domains: provider?.domains.join(", ") ?? "",
    first_role: provider?.first_role ?? NOBODY,
    trusted: provider?.trusted ?? false,
    passwords,
  };
}

/** Who may come in without an invitation, and as what: never as somebody who manages people. */
function FirstRole({ value, error, onChange }: { value: string; error: string | null; onChange: (role: string) => void }) {
  const { t } = useTranslation("provider");
  const { t: words } = useTranslation("roles");
  const session = useSession();
  const roles = (useQuery(rolesQuery).data ?? []).filter((role) => role.id === value || (mayGive(session, role) && !role.permissions.includes("users.write")));
  const options = [{ value: NOBODY, label: t("first_nobody") }, ...roles.map((role) => ({ value: role.id, label: t("first_as", { role: nameOfRole(role, words) }) }))];
  return <Choice label={t("first")} hint={t("first_hint")} value={value} error={error} onChange={onChange} options={options} />;
}

function Redirect({ url }: { url: string }) {
  const { t } = useTranslation("provider");
  return (
    <div className="flex items-end gap-2">
      <div className="min-w-0 flex-1">
        <Field label={t("redirect")} hint={t("redirect_hint")} value={url} readOnly />
      </div>
      <Button size="l" className="mb-5" onClick={() => void navigator.clipboard.writeText(url).then(() => toast({ tone: "info", title: t("copied") }))}>
        <Copy aria-hidden className="icon" /> {t("copy")}
      </Button>
    </div>
  );
}

function Removal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("provider");
  const reason = useReason();
  const remove = useRemoveProvider(() => {
    toast({ tone: "info", title: t("removed") });
    onClose();
  });
  return (
    <Dialog title={t("remove")} onClose={onClose} size="s">
      <div className="flex flex-col gap-4 p-4">
        <p>{t("remove_ask")}</p>
        {remove.error && <p role="alert" className="text-breach">{reason(remove.error)}</p>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="primary" autoFocus disabled={remove.isPending} onClick={() => remove.mutate()}>
            {t("remove_do")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function ProviderForm({ known, onReload }: { known: ProviderSettings; onReload: () => void }) {
  const { t } = useTranslation("provider");
  const reason = useReason();
  const [values, setValues] = useState(() => start(known));
  const [asks, setAsks] = useState(false);
  const set = (more: Partial<typeof values>) => setValues((old) => ({ ...old, ...more }));
  const dirty = JSON.stringify(values) !== JSON.stringify(start(known));
  const save = useSaveProvider(() => toast({ tone: "info", title: t("saved") }));
  const fields = save.error instanceof ApiProblem ? save.error.fields : [];
  const fault = (name: string) => fields.find(({ field }) => field === `body.${name}` || field.startsWith(`body.${name}.`))?.message ?? null;
  const stale = hasCode(save.error, "stale_version");
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const body: SignInProvider = {
      ...values,
      version: known.provider?.version ?? null,
      client_secret: values.client_secret || null,
      domains: values.domains.split(/[\s,;]+/).filter(Boolean),
      first_role: values.first_role || null,
    };
    save.mutate(body);
  };
  return (
    <form onSubmit={onSubmit} className="flex max-w-measure flex-col gap-5 border-t pt-5">
      <Guard dirty={dirty && !save.isPending} />
      <Redirect url={known.redirect_url} />
      <Field label={t("name")} hint={t("name_hint")} value={values.name} required maxLength={120} error={fault("name")} onChange={(event) => set({ name: event.target.value })} />
      <Field label={t("issuer")} hint={t("issuer_hint")} value={values.issuer} required maxLength={600} inputMode="url" error={fault("issuer")} onChange={(event) => set({ issuer: event.target.value.trim() })} />
      <Field label={t("client")} value={values.client_id} required maxLength={300} error={fault("client_id")} onChange={(event) => set({ client_id: event.target.value.trim() })} />
      <Field
        label={t("secret")}
        hint={t(known.provider ? "secret_kept" : "secret_hint")}
        type="password"
        autoComplete="off"
        value={values.client_secret}
        required={!known.provider}
        maxLength={2000}
        error={fault("client_secret")}
        onChange={(event) => set({ client_secret: event.target.value })}
      />
      <Field label={t("domains")} hint={t("domains_hint")} value={values.domains} required error={fault("domains")} onChange={(event) => set({ domains: event.target.value })} />
      <FirstRole value={values.first_role} error={fault("first_role")} onChange={(first_role) => set({ first_role })} />
      <div>
        <Tick label={t("trusted")} checked={values.trusted} onChange={(trusted) => set({ trusted })} />
        <p className="mt-1 pl-6 text-12 text-text-3">{t("trusted_hint")}</p>
      </div>
      <div>
        <Tick label={t("passwords")} checked={values.passwords} onChange={(passwords) => set({ passwords })} />
        <p className="mt-1 pl-6 text-12 text-text-3">{t("passwords_hint")}</p>
      </div>
      {save.error && fields.length === 0 && (
        <div role="alert" className="flex flex-wrap items-center gap-2 rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
          <span className="min-w-40 flex-1">{stale ? t("stale") : reason(save.error)}</span>
          {stale && (
            <Button size="s" className="bg-surface" onClick={onReload}>
              {t("theirs")}
            </Button>
          )}
        </div>
      )}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" size="l" type="submit" disabled={!dirty || save.isPending}>
          {t("save")}
        </Button>
        {known.provider && (
          <Button size="l" onClick={() => setAsks(true)}>
            {t("remove")} …
          </Button>
        )}
      </div>
      {asks && <Removal onClose={() => setAsks(false)} />}
    </form>
  );
}

/** Where the staff signs in besides with passwords. */
export default function ProviderPage() {
  const { t } = useTranslation("provider");
  const reason = useReason();
  const query = useProvider();
  if (query.isError) {
    return (
      <div role="alert" className="h-full">
        <Placeholder icon={LogIn} heading="h1" tone="error" title={t("load_failed")} actions={<Button onClick={() => void query.refetch()}>{t("retry")}</Button>}>
          {reason(query.error)}
        </Placeholder>
      </div>
    );
  }
  return (
    <Page title={t("title")} text={t("text")}>
      {query.data ? <ProviderForm key={query.data.provider?.version ?? 0} known={query.data} onReload={() => void query.refetch()} /> : <p role="status">{t("loading")}</p>}
    </Page>
  );
}
