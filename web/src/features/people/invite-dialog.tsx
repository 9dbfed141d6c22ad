import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { NewMember } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { mayGive, nameOfRole, rolesQuery } from "@/features/roles/roles";
import { Choice, Tick } from "@/features/settings/controls";
import { useRules } from "@/features/tickets/use-rules";
import { useInvite } from "./people-calls";
import { usePeopleReason } from "./people-reason";

/** Asks whom to invite, and as what. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("people");
  const teams = useRules().teams.filter((team) => team.active);
  const { t: words } = useTranslation("roles");
  const session = useSession();
  const roles = (useQuery(rolesQuery).data ?? []).filter((role) => mayGive(session, role));
  const reason = usePeopleReason();
  const invite = useInvite();
  const [values, setValues] = useState<Required<NewMember>>({ email: "", name: "", role: "agent", team_ids: [] });
  const set = (more: Partial<NewMember>) => setValues((old) => ({ ...old, ...more }));
  const role = roles.some(({ id }) => id === values.role) ? values.role : (roles[0]?.id ?? "");
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ ...values, role }, {
      onSuccess(user) {
        toast({ tone: "info", title: t("done.invite", { name: user.name }) });
        onClose();
      },
    });
  };
  return (
    <Dialog title={t("people.invite")} onClose={onClose} fixed>
      <form onSubmit={onSubmit} className="flex flex-col gap-3.5 p-4">
        <Field label={t("people.email")} type="email" required maxLength={254} autoFocus value={values.email} onChange={(event) => set({ email: event.target.value })} />
        <Field label={t("people.name")} required maxLength={120} value={values.name} onChange={(event) => set({ name: event.target.value })} />
        <Choice
          label={t("people.role")}
          value={role}
          onChange={(chosen) => set({ role: chosen })}
          options={roles.map((each) => ({ value: each.id, label: nameOfRole(each, words) }))}
        />
        {teams.length > 0 && (
          <fieldset className="flex flex-col gap-1.5">
            <legend className="mb-1 text-12 font-medium text-text-2">{t("people.teams")}</legend>
            {teams.map(({ id, name }) => (
              <Tick
                key={id}
                label={name}
                checked={values.team_ids.includes(id)}
                onChange={(inside) => set({ team_ids: inside ? [...values.team_ids, id] : values.team_ids.filter((each) => each !== id) })}
              />
            ))}
          </fieldset>
        )}
        {invite.error && (
          <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
            {reason(invite.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="primary" type="submit" disabled={invite.isPending}>
            {t("people.send")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
