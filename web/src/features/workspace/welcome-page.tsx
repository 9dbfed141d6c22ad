import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { ApiProblem } from "@/api/problem";
import { sessionManager, useSession } from "@/api/session";
import type { Workspace } from "@/api/types";
import { readStored, writeStored } from "@/lib/storage";
import { Page } from "@/features/settings/controls";
import { useReason } from "@/features/tickets/reasons";
import { Button } from "@/ui/button";
import { bodyOf, refusedMailboxes, start, type Values } from "./values";
import { Basics, FirstTicket, Mail, People } from "./welcome-steps";

const STEPS = { basics: Basics, mail: Mail, people: People, ticket: FirstTicket } as const;
const NAMES = Object.keys(STEPS) as (keyof typeof STEPS)[];

/** A workspace that nobody has told its zone is most likely where its first administrator is. */
function begin(home: Workspace): Values {
  const values = start(home);
  return home.zone === "UTC" ? { ...values, zone: Intl.DateTimeFormat().resolvedOptions().timeZone } : values;
}

function Steps({ home }: { home: Workspace }) {
  const { t } = useTranslation("workspace");
  const session = useSession();
  const navigate = useNavigate();
  const reason = useReason();
  const place = `welcome:${home.id}`;
  const [base, setBase] = useState(home);
  const [values, setValues] = useState(() => begin(home));
  const [at, setAt] = useState(() => Math.min(Number(readStored(place)) || 0, NAMES.length - 1));
  const title = useRef<HTMLHeadingElement>(null);
  const shown = useRef(at);
  useEffect(() => {
    // The first step is where the page begins; each further one is read out.
    if (shown.current !== at) title.current?.focus();
    shown.current = at;
    writeStored(place, String(at));
  }, [at, place]);
  const save = useMutation({
    async mutationFn({ sent, welcome }: { sent: Values; welcome?: "skipped" | "done" }) {
      const body = { ...(welcome === "skipped" ? {} : bodyOf(sent, base)), ...(welcome && { welcome }) };
      if (Object.keys(body).length === 0) return base;
      return dataOf(api.PATCH("/v1/tenant", { params: { header: { "If-Match": `"${base.version}"` } }, body }));
    },
    async onSuccess(fresh, { welcome }) {
      setBase(fresh);
      setValues(start(fresh));
      if (fresh !== base) await sessionManager.renew(session.id_token);
      if (!welcome) return setAt((old) => old + 1);
      writeStored(place, null);
      await navigate({ to: "/$slug/inbox/$view", params: { slug: fresh.slug, view: "mine" } });
    },
  });
  const fields = save.error instanceof ApiProblem ? save.error.fields : [];
  const fault = (name: string) => fields.find(({ field }) => field === `body.${name}` || field.startsWith(`body.${name}.`))?.message ?? null;
  const name = NAMES[at] ?? "basics";
  const last = at === NAMES.length - 1;
  const Step = STEPS[name];
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ sent: values, ...(last && { welcome: "done" }) });
  };
  return (
    <div className="flex max-w-measure flex-col gap-5 border-t pt-5">
      <ol aria-label={t("welcome.steps")} className="flex flex-wrap gap-x-4 gap-y-1 text-12">
        {NAMES.map((each, number) => (
          <li key={each} aria-current={each === name ? "step" : undefined} className="text-text-3 aria-[current]:font-semibold aria-[current]:text-accent">
            {number + 1}. {t(`welcome.${each}`)}
          </li>
        ))}
      </ol>
      <form onSubmit={onSubmit} className="flex flex-col gap-5">
        <h2 ref={title} tabIndex={-1} className="text-16 font-semibold outline-none">
          {t(`welcome.${name}`)}
        </h2>
        <p className="-mt-3 text-text-2">{t(`welcome.${name}_text`)}</p>
        <Step values={values} set={(changed) => setValues((old) => ({ ...old, ...changed }))} fault={fault} refused={refusedMailboxes(fields, save.variables?.sent.mailboxes)} />
        {save.error && fields.length === 0 && (
          <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
            {reason(save.error)}
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          <Button look="primary" size="l" type="submit" disabled={save.isPending}>
            {t(last ? "welcome.finish" : "welcome.next")}
          </Button>
          {at > 0 && (
            <Button size="l" disabled={save.isPending} onClick={() => setAt(at - 1)}>
              {t("welcome.back")}
            </Button>
          )}
          <Button size="l" disabled={save.isPending} onClick={() => save.mutate({ sent: values, welcome: "skipped" })}>
            {t("welcome.later")}
          </Button>
        </div>
      </form>
    </div>
  );
}

/** The first steps of a new workspace, one after the other; left and taken up again where they were. */
export default function WelcomePage() {
  const { t } = useTranslation("workspace");
  const reason = useReason();
  const query = useQuery({ queryKey: ["welcome"], queryFn: () => dataOf(api.GET("/v1/tenant", {})), staleTime: Infinity, gcTime: 0 });
  return (
    <Page title={t("welcome.title")} text={t("welcome.text")}>
      {query.data && <Steps home={query.data} />}
      {query.isPending && <p role="status">{t("loading")}</p>}
      {query.isError && (
        <div role="alert" className="flex flex-wrap items-center gap-2">
          {reason(query.error)}
          <Button onClick={() => void query.refetch()}>{t("retry")}</Button>
        </div>
      )}
    </Page>
  );
}
