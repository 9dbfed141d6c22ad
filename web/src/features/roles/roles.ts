import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { api, dataOf } from "@/api/client";
import type { NewRole, Role, Session } from "@/api/types";
import { usersQuery } from "@/features/tickets/queries";

const rolesKey = ["roles"];

export const rolesQuery = queryOptions({ queryKey: rolesKey, queryFn: async () => (await dataOf(api.GET("/v1/roles"))).items });

export const permissionsQuery = queryOptions({
  queryKey: ["permissions"],
  queryFn: async () => (await dataOf(api.GET("/v1/permissions"))).items,
  staleTime: Infinity,
});

const one = ({ id, version }: Role) => ({ path: { id }, header: { "If-Match": `"${version}"` } });

/** Makes a role, or changes the one that is known. */
export function useSaveRole(known: Role | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewRole) =>
      known ? dataOf(api.PATCH("/v1/roles/{id}", { params: one(known), body })) : dataOf(api.POST("/v1/roles", { body })),
    onSettled: () => client.invalidateQueries({ queryKey: rolesKey }),
  });
}

export function useDeleteRole(role: Role) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (replacement: string | null) =>
      dataOf(api.DELETE("/v1/roles/{id}", { params: { ...one(role), query: replacement ? { replacement } : {} } })),
    onSettled: () => client.invalidateQueries({ queryKey: rolesKey }),
  });
}

/** Gives a colleague another role. */
export function useGiveRole() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, role }: { id: string; role: string }) => dataOf(api.PUT("/v1/users/{id}/role", { params: { path: { id } }, body: { role } })),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: rolesKey }), client.invalidateQueries({ queryKey: usersQuery.queryKey })]),
  });
}

const WIDTH: Record<Role["reach"], number> = { assigned: 0, teams: 1, all: 2 };

/** Whether somebody may give this role: nobody gives one that can do more than they can. The server holds it. */
export function mayGive({ grants }: Pick<Session, "grants">, { id, permissions, reach }: Role): boolean {
  return id !== "customer" && WIDTH[reach] <= WIDTH[grants.reach] && permissions.every((each) => grants.permissions.includes(each));
}

const BUILT_IN = ["admin", "manager", "agent", "customer"] as const;

/** The built-in roles have names in every language, a workspace's own the one it was given. */
export function nameOfRole({ id, name }: Pick<Role, "id" | "name">, t: TFunction<"roles">): string {
  const known = BUILT_IN.find((each) => each === id);
  return known ? t(`role.${known}`) : name;
}
