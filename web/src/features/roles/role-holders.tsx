import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { Role } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { INPUT } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { cx } from "@/ui/class-names";
import { useReason } from "@/features/tickets/reasons";
import { usePeople } from "@/features/tickets/use-people";
import { mayGive, nameOfRole, useGiveRole } from "./roles";

/** Who has which role, and another one for whom it shall be. */
export function RoleHolders({ roles }: { roles: Role[] }) {
  const { t } = useTranslation("roles");
  const reason = useReason();
  const give = useGiveRole();
  const people = [...usePeople().active].sort((a, b) => a.name.localeCompare(b.name));
  const session = useSession();
  const choose = (id: string, role: string) => give.mutate({ id, role }, { onError: (error) => toast({ tone: "error", title: t("people.failed"), detail: reason(error) }) });
  return (
    <section className="mt-8 flex flex-col gap-2 border-t pt-5">
      <h2 className="text-14 font-semibold">{t("people.title")}</h2>
      <p className="text-text-2">{t("people.text")}</p>
      <ul className="flex max-w-measure flex-col gap-1">
        {people.map((user) => (
          <li key={user.id} className="flex min-h-9 items-center gap-2">
            <Avatar id={user.id} name={user.name} size="s" />
            <span className="min-w-0 flex-1 truncate">{user.name}</span>
            <select
              aria-label={t("people.role_of", { name: user.name })}
              value={give.isPending && give.variables.id === user.id ? give.variables.role : user.role}
              disabled={give.isPending}
              onChange={({ target }) => choose(user.id, target.value)}
              className={cx(INPUT, "h-8 max-w-48 disabled:opacity-55")}
            >
              {roles.filter((role) => role.id === user.role || mayGive(session, role)).map((role) => (
                <option key={role.id} value={role.id}>
                  {nameOfRole(role, t)}
                </option>
              ))}
            </select>
          </li>
        ))}
      </ul>
    </section>
  );
}
