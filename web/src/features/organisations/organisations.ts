import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import type { NewOrganisation, Organisation } from "@/api/types";

const KEY: QueryKey = ["organisations"];

export const TIERS = ["free", "basic", "pro", "enterprise"] as const;

const one = ({ id, version }: { id: string; version: number }) => ({ path: { id }, header: { "If-Match": `"${version}"` } });

/** Those whose name begins so, or the one that a domain or an address leads to; page by page. */
export const organisationsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: [...KEY, "list", q],
    queryFn: ({ pageParam, signal }) => dataOf(api.GET("/v1/organisations", { params: { query: { q, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

/** One by its id; an error for one that is gone. */
export const organisationQuery = (id: string) =>
  queryOptions({ queryKey: [...KEY, id], queryFn: ({ signal }) => dataOf(api.GET("/v1/organisations/{id}", { params: { path: { id } }, signal })), staleTime: 60_000, retry: false });

export function useSaveOrganisation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ known, body }: { known: Organisation | null; body: NewOrganisation }) =>
      known ? dataOf(api.PATCH("/v1/organisations/{id}", { params: one(known), body })) : dataOf(api.POST("/v1/organisations", { body })),
    onSettled: () => void client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteOrganisation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (organisation: Organisation) => dataOf(api.DELETE("/v1/organisations/{id}", { params: one(organisation) })),
    onSettled: () => void client.invalidateQueries({ queryKey: KEY }),
  });
}
