import { Check, Minus, Pencil, Trash2 } from "lucide-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "@/api/types";
import { IconButton } from "@/ui/icon-button";
import { Badge } from "@/features/settings/controls";
import { useHeadings } from "./headings";
import { nameOfRole } from "./roles";

interface Props {
  roles: Role[];
  onEdit: (role: Role) => void;
  onDelete: (role: Role) => void;
}

/** Sticks to the edge, so that a narrow screen never shows a tick without what it is for. */
const EDGE = "sticky left-0 z-10 min-w-40 max-w-64 bg-surface pr-3 text-left";

function RoleHead({ role, onEdit, onDelete }: Omit<Props, "roles"> & { role: Role }) {
  const { t } = useTranslation("roles");
  const name = nameOfRole(role, t);
  return (
    <th scope="col" className="min-w-24 px-2 pb-2 text-center align-bottom font-medium">
      <span className="block">{name}</span>
      {role.id !== "customer" && <span className="block text-12 font-normal text-text-3 tabular-nums">{t("members", { count: role.members })}</span>}
      {!role.built_in && (
        <span className="mt-1 flex justify-center">
          <IconButton icon={Pencil} label={t("edit_one", { name })} onClick={() => onEdit(role)} />
          <IconButton icon={Trash2} label={t("delete_one", { name })} onClick={() => onDelete(role)} />
        </span>
      )}
    </th>
  );
}

function Cell({ yes }: { yes: boolean }) {
  const { t } = useTranslation("roles");
  const Icon = yes ? Check : Minus;
  return (
    <td className="px-2 py-1.5 text-center">
      <Icon aria-hidden className={`icon-s mx-auto ${yes ? "text-met" : "text-text-3"}`} />
      <span className="sr-only">{t(yes ? "yes" : "no")}</span>
    </td>
  );
}

/** Roles beside each other: what each of them may do. What scrolls can be reached and moved by keys. */
export function RoleMatrix({ roles, ...actions }: Props) {
  const { t } = useTranslation("roles");
  const headings = useHeadings();
  return (
    <div role="region" aria-label={t("matrix")} tabIndex={0} className="relative overflow-x-auto">
      <table className="w-full border-collapse">
        <caption className="sr-only">{t("matrix")}</caption>
        <thead>
          <tr>
            <th scope="col" className={EDGE}>
              <span className="sr-only">{t("may")}</span>
            </th>
            {roles.map((role) => (
              <RoleHead key={role.id} role={role} {...actions} />
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="border-t">
            <th scope="row" className={`${EDGE} py-1.5 font-normal`}>
              {t("reach.label")}
            </th>
            {roles.map((role) => (
              <td key={role.id} className="px-2 py-1.5 text-center">
                <Badge>{t(`reach.short_${role.reach}`)}</Badge>
              </td>
            ))}
          </tr>
          {headings.map(({ id, label, permissions }) => (
            <Fragment key={id}>
              <tr>
                <th scope="rowgroup" colSpan={roles.length + 1} className="pt-4 pb-1 text-left text-12 font-semibold text-text-2">
                  <span className="sticky left-0">{label}</span>
                </th>
              </tr>
              {permissions.map((each) => (
                <tr key={each.id} className="border-t">
                  <th scope="row" className={`${EDGE} py-1.5 font-normal`}>
                    {each.label}
                  </th>
                  {roles.map((role) => (
                    <Cell key={role.id} yes={role.permissions.includes(each.id)} />
                  ))}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
