import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { may } from "@/api/may";
import { useSession } from "@/api/session";
import { rolesQuery } from "@/features/roles/roles";
import { Tick } from "./controls";

const BUILT_IN = ["agent", "manager", "admin"] as const;

interface Offered {
  id: string;
  name: string;
}

/**
 * The roles that may be named, those of the product first, and the names of those that are. A role that is no more is
 * left out; whoever may not see the workspace's own still sees that there is one.
 */
export function useStaffRoles(): { offered: Offered[]; named: (ids: string[]) => Offered[] } {
  const { t } = useTranslation("settings");
  const found = useQuery({ ...rolesQuery, enabled: may(useSession(), "users.read") });
  const own = found.data?.filter(({ built_in }) => !built_in) ?? [];
  const offered = [...BUILT_IN.map((id) => ({ id, name: t(`role.${id}`) })), ...own.map(({ id, name }) => ({ id, name }))];
  const unknown = (id: string) => (found.data ? [] : [{ id, name: t("role.another") }]);
  const ahead = (ids: string[]) => offered.filter(({ id }) => ids.includes(id));
  return { offered, named: (ids) => [...ahead(ids), ...ids.filter((id) => !offered.some((each) => each.id === id)).flatMap(unknown)] };
}

interface Props {
  value: string[];
  onChange: (roles: string[]) => void;
  error: string | null;
}

/** Who may set a status: nobody named means everybody. */
export function RolesField({ value, onChange, error }: Props) {
  const { t } = useTranslation("settings");
  const { offered, named } = useStaffRoles();
  const ticked = named(value);
  const rows = [...offered, ...ticked.filter(({ id }) => !offered.some((each) => each.id === id))];
  const turn = (role: string, on: boolean) => onChange(rows.map(({ id }) => id).filter((id) => (id === role ? on : value.includes(id))));
  return (
    <fieldset>
      <legend className="mb-1.5 text-12 font-medium text-text-2">{t("status.roles")}</legend>
      <div className="flex max-h-40 flex-wrap gap-x-4 gap-y-2 overflow-y-auto">
        {rows.map(({ id, name }) => (
          <Tick key={id} label={<span className="wrap-anywhere">{name}</span>} checked={value.includes(id)} onChange={(on) => turn(id, on)} />
        ))}
      </div>
      <p className="mt-1 text-12 text-text-3">{t("status.roles_hint")}</p>
      {error && <p role="alert" className="text-12 text-breach">{error}</p>}
    </fieldset>
  );
}
