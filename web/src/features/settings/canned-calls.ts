import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import type { CannedResponse, NewCannedResponse } from "@/api/types";
import { cannedKey } from "@/features/canned/canned";

const one = (id: string, version: number) => ({ path: { id }, header: { "If-Match": `"${version}"` } });

/** One with its bodies; nothing is asked for a new one. */
export function useCanned(id: string | null) {
  return useQuery({
    queryKey: [...cannedKey, id],
    queryFn: () => dataOf(api.GET("/v1/canned-responses/{id}", { params: { path: { id: id ?? "" } } })),
    enabled: id !== null,
    staleTime: 0,
    gcTime: 0,
  });
}

interface Save {
  /** `null` makes a new one. */
  known: CannedResponse | null;
  /** Names a new one: sent again, it is not made twice. */
  key: string;
  body: NewCannedResponse;
}

export function useSaveCanned() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ known, key, body }: Save) =>
      known ?
        dataOf(api.PATCH("/v1/canned-responses/{id}", { params: one(known.id, known.version), body }))
      : dataOf(api.POST("/v1/canned-responses", { params: { header: { "Idempotency-Key": key } }, body })),
    onSettled: () => void client.invalidateQueries({ queryKey: cannedKey, exact: true }),
  });
}

export function useDeleteCanned() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version }: { id: string; version: number }) =>
      dataOf(api.DELETE("/v1/canned-responses/{id}", { params: one(id, version) })),
    onSettled: () => void client.invalidateQueries({ queryKey: cannedKey, exact: true }),
  });
}
