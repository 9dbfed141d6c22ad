import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Building2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { ApiProblem, hasCode } from "@/api/problem";
import { sessionManager, useSession } from "@/api/session";
import type { Workspace } from "@/api/types";
import { Choice, Page } from "@/features/settings/controls";
import { Guard } from "@/features/settings/guard";
import { useReason } from "@/features/tickets/reasons";
import { Button } from "@/ui/button";
import { Field, TextArea } from "@/ui/field";
import { Placeholder } from "@/ui/placeholder";
import { toast } from "@/ui/toasts";
import { BrandFields } from "./brand";
import { Deletion } from "./deletion";
import { ExportAll } from "./export-all";
import { Mailboxes } from "./mailboxes";
import { bodyOf, refusedMailboxes, start, zones, type Values } from "./values";

const KEY = ["settings", "workspace"] as const;
const LOCALES = ["en", "de"] as const;
const read = () => dataOf(api.GET("/v1/tenant", {}));

function Facts({ home }: { home: Workspace }) {
  const { t } = useTranslation("workspace");
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 border-t pt-5">
      <dt className="text-text-2">{t("plan")}</dt>
      <dd>{t(`plans.${home.plan as "trial"}`, { defaultValue: home.plan })}</dd>
      <dt className="text-text-2">{t("members")}</dt>
      <dd>{t("members_text", { count: home.member_limit })}</dd>
      <dt className="text-text-2">{t("limit")}</dt>
      <dd>{t("limit_text", { count: home.connection_limit })}</dd>
      <dt className="text-text-2">{t("requests")}</dt>
      <dd>{t("requests_text", { count: home.requests_per_minute })}</dd>
    </dl>
  );
}

function WorkspaceForm({ home }: { home: Workspace }) {
  const { t } = useTranslation("workspace");
  const client = useQueryClient();
  const session = useSession();
  const reason = useReason();
  const [base, setBase] = useState(home);
  const [values, setValues] = useState(() => start(home));
  const dirty = JSON.stringify(values) !== JSON.stringify(start(base));
  const set = (changed: Partial<Values>) => setValues((old) => ({ ...old, ...changed }));
  const take = (fresh: Workspace) => {
    client.setQueryData(KEY, fresh);
    setBase(fresh);
    setValues(start(fresh));
  };
  const save = useMutation({
    mutationFn: (sent: Values) => dataOf(api.PATCH("/v1/tenant", { params: { header: { "If-Match": `"${base.version}"` } }, body: bodyOf(sent, base) })),
    async onSuccess(fresh) {
      const moved = fresh.slug !== base.slug;
      take(fresh);
      toast({ tone: "info", title: t("saved") });
      // Everything else on the page knows the workspace from the session.
      await sessionManager.renew(session.id_token);
      if (moved) location.replace(`/${fresh.slug}/settings/workspace`);
    },
  });
  const fields = save.error instanceof ApiProblem ? save.error.fields : [];
  const fault = (name: string) => fields.find(({ field }) => field === `body.${name}` || field.startsWith(`body.${name}.`))?.message ?? null;
  const stale = hasCode(save.error, "stale_version");
  const placed = fields.some(({ field }) => (field.split(".")[1] ?? "") in values);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(values);
  };
  const reload = async () => {
    save.reset();
    take(await read());
  };
  return (
    <form onSubmit={onSubmit} className="flex max-w-measure flex-col gap-5 border-t pt-5">
      <Guard dirty={dirty} />
      <Field label={t("name")} value={values.name} required maxLength={120} error={fault("name")} onChange={(event) => set({ name: event.target.value })} />
      <Field
        label={t("slug")}
        hint={t("slug_hint", { origin: location.host, slug: values.slug })}
        value={values.slug}
        required
        maxLength={40}
        error={fault("slug")}
        onChange={(event) => set({ slug: event.target.value.trim() })}
      />
      <Choice label={t("zone")} value={values.zone} error={fault("zone")} onChange={(zone) => set({ zone })} options={zones(values.zone).map((value) => ({ value, label: value.replaceAll("_", " ") }))} />
      <Choice label={t("locale")} value={values.locale} error={fault("locale")} onChange={(locale) => set({ locale })} options={LOCALES.map((value) => ({ value, label: t(value) }))} />
      <Mailboxes all={values.mailboxes} onChange={(mailboxes) => set({ mailboxes })} error={fault("mailboxes")} refused={refusedMailboxes(fields, save.variables?.mailboxes)} />
      <TextArea
        label={t("origins")}
        hint={t("origins_hint")}
        rows={2}
        value={values.origins.join("\n")}
        error={fault("origins")}
        onChange={(event) => set({ origins: event.target.value ? event.target.value.split("\n") : [] })}
      />
      <BrandFields values={values} onChange={set} fault={fault} />
      <Facts home={base} />
      {save.error && !placed && (
        <div role="alert" className={`flex flex-wrap items-center gap-2 rounded-m px-2.5 py-2 text-12 font-medium ${stale ? "bg-risk-soft text-risk" : "bg-breach-soft text-breach"}`}>
          <span className="min-w-40 flex-1">{stale ? t("stale") : reason(save.error)}</span>
          {stale && (
            <Button size="s" className="bg-surface" onClick={() => void reload()}>
              {t("theirs")}
            </Button>
          )}
        </div>
      )}
      <div className="flex gap-2">
        <Button look="primary" size="l" type="submit" disabled={!dirty || save.isPending}>
          {t("save")}
        </Button>
        <Button size="l" disabled={!dirty} onClick={() => setValues(start(base))}>
          {t("undo")}
        </Button>
      </div>
    </form>
  );
}

/** What a workspace is called, how it looks, where its mail comes in, and its end. */
export default function WorkspacePage() {
  const { t } = useTranslation("workspace");
  const reason = useReason();
  const query = useQuery({ queryKey: KEY, queryFn: read, staleTime: Infinity, gcTime: 0 });
  if (query.isError) {
    return (
      <div role="alert" className="h-full">
        <Placeholder icon={Building2} heading="h1" tone="error" title={t("failed")} actions={<Button onClick={() => void query.refetch()}>{t("retry")}</Button>}>
          {reason(query.error)}
        </Placeholder>
      </div>
    );
  }
  return (
    <Page title={t("title")} text={t("text")}>
      {query.data ? (
        <>
          <WorkspaceForm home={query.data} />
          <ExportAll />
          <Deletion home={query.data} />
        </>
      ) : (
        <p role="status">{t("loading")}</p>
      )}
    </Page>
  );
}
