import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { InviteDialog } from "@/features/people/invite-dialog";
import { Badge, Choice } from "@/features/settings/controls";
import { usersQuery } from "@/features/tickets/queries";
import { Mailboxes } from "./mailboxes";
import { zones, type Values } from "./values";

const LOCALES = ["en", "de"] as const;
/** While somebody waits for their own mail. */
const POLL = 3_000;

export interface StepProps {
  values: Values;
  set: (changed: Partial<Values>) => void;
  fault: (name: string) => string | null;
  /** Mailboxes that the server refuses, each with the code that says why. */
  refused: Record<string, string>;
}

export function Basics({ values, set, fault }: StepProps) {
  const { t } = useTranslation("workspace");
  return (
    <>
      <Field label={t("name")} value={values.name} required maxLength={120} error={fault("name")} onChange={(event) => set({ name: event.target.value })} />
      <Choice label={t("zone")} value={values.zone} error={fault("zone")} onChange={(zone) => set({ zone })} options={zones(values.zone).map((value) => ({ value, label: value.replaceAll("_", " ") }))} />
      <Choice label={t("locale")} value={values.locale} error={fault("locale")} onChange={(locale) => set({ locale })} options={LOCALES.map((value) => ({ value, label: t(value) }))} />
    </>
  );
}

export function Mail({ values, set, fault, refused }: StepProps) {
  return <Mailboxes all={values.mailboxes} onChange={(mailboxes) => set({ mailboxes })} error={fault("mailboxes")} refused={refused} />;
}

export function People() {
  const { t } = useTranslation("workspace");
  const me = useSession().user.id;
  const others = (useQuery(usersQuery).data ?? []).filter(({ id }) => id !== me);
  const [asks, setAsks] = useState(false);
  return (
    <>
      {others.length > 0 && (
        <ul aria-label={t("welcome.colleagues")} className="divide-y divide-line border-y">
          {others.map(({ id, name, email, state }) => (
            <li key={id} className="flex min-h-9 flex-wrap items-center gap-2">
              <span className="font-medium">{name}</span>
              <span className="text-12 break-all text-text-3">{email}</span>
              {state === "invited" && <Badge>{t("welcome.invited")}</Badge>}
            </li>
          ))}
        </ul>
      )}
      <Button className="self-start" onClick={() => setAsks(true)}>
        <UserPlus aria-hidden className="icon" /> {t("welcome.invite")}
      </Button>
      {asks && (
        // What is submitted in there is no answer to the step around it.
        <div onSubmit={(event) => event.stopPropagation()}>
          <InviteDialog onClose={() => setAsks(false)} />
        </div>
      )}
    </>
  );
}

export function FirstTicket({ values }: StepProps) {
  const { t } = useTranslation("workspace");
  const { slug } = useSession().tenant;
  const [address] = values.mailboxes;
  const newest = useQuery({
    queryKey: ["welcome", "newest"],
    queryFn: async () => (await dataOf(api.GET("/v1/tickets", { params: { query: { queue: "open", limit: 1 } } }))).items[0] ?? null,
    refetchInterval: (query) => !query.state.data && POLL,
  });
  const ticket = newest.data;
  return (
    <div className="flex flex-col gap-3">
      <p>
        {t("welcome.write")}{" "}
        <a className="font-medium break-all text-accent underline" href={`mailto:${address ?? ""}`}>
          {address}
        </a>
      </p>
      <p role="status" className="text-text-2">
        {ticket ? t("welcome.arrived") : t("welcome.waiting")}
      </p>
      {ticket && (
        <Link to="/$slug/tickets/$number" params={{ slug, number: String(ticket.number) }} className="font-medium break-words text-accent underline">
          {ticket.subject}
        </Link>
      )}
    </div>
  );
}
