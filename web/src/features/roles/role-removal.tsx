import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { hasCode } from "@/api/problem";
import type { Role } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { toast } from "@/ui/toasts";
import { Choice } from "@/features/settings/controls";
import { useReason } from "@/features/tickets/reasons";
import { nameOfRole, useDeleteRole } from "./roles";

/** Asks before a role goes, and what those who have it get instead. */
export function RoleRemoval({ role, others, onClose }: { role: Role; others: Role[]; onClose: () => void }) {
  const { t, i18n } = useTranslation("roles");
  const { t: settings } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  const remove = useDeleteRole(role);
  const offered = others.filter(({ id }) => id !== role.id && id !== "customer");
  const [replacement, setReplacement] = useState("agent");
  const why = (error: unknown) =>
    hasCode(error, "role_named") && Array.isArray(error.data.statuses)
      ? t("delete_named", { count: error.data.statuses.length, statuses: new Intl.ListFormat(i18n.language).format(error.data.statuses as string[]) })
      : reason(error);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    remove.mutate(role.members > 0 ? replacement : null, {
      onSuccess() {
        toast({ tone: "info", title: settings("removed") });
        onClose();
      },
    });
  };
  return (
    <Dialog title={t("delete")} onClose={onClose} size="s">
      <form onSubmit={onSubmit} className="flex flex-col gap-3.5 p-4">
        <p className="text-text-2">
          {t("delete_text", { name: role.name })} {role.members > 0 && t("delete_members", { count: role.members })}
        </p>
        {role.members > 0 && (
          <Choice label={t("replacement")} value={replacement} onChange={setReplacement} options={offered.map((each) => ({ value: each.id, label: nameOfRole(each, t) }))} autoFocus />
        )}
        {remove.error && (
          <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
            {why(remove.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{common("common.cancel")}</Button>
          <Button look="primary" type="submit" disabled={remove.isPending}>
            {settings("delete")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
