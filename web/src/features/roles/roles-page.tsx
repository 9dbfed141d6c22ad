import { useQuery } from "@tanstack/react-query";
import { Plus, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { may } from "@/api/may";
import { useSession } from "@/api/session";
import type { Role } from "@/api/types";
import { Button } from "@/ui/button";
import { Placeholder } from "@/ui/placeholder";
import { Bone } from "@/ui/skeleton";
import { Page } from "@/features/settings/controls";
import { useReason } from "@/features/tickets/reasons";
import { LookAs } from "./look-as";
import { RoleEditor } from "./role-editor";
import { RoleHolders } from "./role-holders";
import { RoleMatrix } from "./role-matrix";
import { RoleRemoval } from "./role-removal";
import { permissionsQuery, rolesQuery } from "./roles";

type Open = { kind: "edit"; role: Role | null } | { kind: "delete"; role: Role };

/** Who may do what: the matrix of roles, and a workspace's own. */
export default function RolesPage() {
  const { t } = useTranslation("roles");
  const { t: settings } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  const session = useSession();
  const roles = useQuery(rolesQuery);
  const permissions = useQuery(permissionsQuery);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const failed = roles.error ?? permissions.error;
  return (
    <Page
      title={settings("page.roles")}
      text={t("text")}
      action={
        <Button look="primary" onClick={() => setOpen({ kind: "edit", role: null })}>
          <Plus aria-hidden className="icon" />
          {t("new")}
        </Button>
      }
    >
      {roles.data && permissions.data ?
        <RoleMatrix roles={roles.data} onEdit={(role) => setOpen({ kind: "edit", role })} onDelete={(role) => setOpen({ kind: "delete", role })} />
      : failed ?
        <div role="alert">
          <Placeholder icon={ShieldCheck} tone="error" title={t("failed")} actions={<Button onClick={() => void Promise.all([roles.refetch(), permissions.refetch()])}>{common("common.retry")}</Button>}>
            {reason(failed)}
          </Placeholder>
        </div>
      : <div role="status" className="flex flex-col gap-3">
          <span className="sr-only">{common("common.loading")}</span>
          <Bone className="h-4 w-2/3" />
          <Bone className="h-4 w-1/2" />
        </div>
      }
      {roles.data && may(session, "users.write") && <RoleHolders roles={roles.data} />}
      {may(session, "users.view_as") && <LookAs />}
      {open?.kind === "edit" && <RoleEditor role={open.role} onClose={close} />}
      {open?.kind === "delete" && <RoleRemoval role={open.role} others={roles.data ?? []} onClose={close} />}
    </Page>
  );
}
