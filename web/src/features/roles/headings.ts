import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Permission } from "@/api/types";
import { permissionsQuery } from "./roles";

export interface Heading {
  id: string;
  label: string;
  permissions: { id: Permission; label: string; staff: boolean }[];
}

/** The catalogue in the reader's language; what has no words here yet keeps those of the server. */
export function useHeadings(): Heading[] {
  const { t } = useTranslation("roles");
  const groups = useQuery(permissionsQuery).data ?? [];
  return groups.map(({ id, label, permissions }) => ({
    id,
    label: t(`group.${id}` as "group.tickets", { defaultValue: label }),
    permissions: permissions.map((each) => ({ ...each, label: t(`permission.${each.id}` as "permission.tickets.read", { defaultValue: each.label }) })),
  }));
}
