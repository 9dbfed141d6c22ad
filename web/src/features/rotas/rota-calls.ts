import { useMutation, useQuery, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import type { NewRota, Rota } from "@/api/types";

const ROTAS: QueryKey = ["rotas"];
const ON_CALL: QueryKey = [...ROTAS, "on-call"];

const one = ({ id, version }: { id: string; version: number }) => ({ path: { id }, header: { "If-Match": `"${version}"` } });

export const useRotas = () => useQuery({ queryKey: ROTAS, queryFn: ({ signal }) => dataOf(api.GET("/v1/escalation/rotas", { signal })), staleTime: 0 });

/** Who has each duty now, and who after that. */
export const useOnCall = () => useQuery({ queryKey: ON_CALL, queryFn: ({ signal }) => dataOf(api.GET("/v1/escalation/on-call", { signal })), staleTime: 0 });

export const useDuties = (id: string) =>
  useQuery({
    queryKey: [...ROTAS, id, "duties"],
    queryFn: ({ signal }) => dataOf(api.GET("/v1/escalation/rotas/{id}/duties", { params: { path: { id }, query: { weeks: 8 } }, signal })),
    staleTime: 0,
  });

export function useSaveRota() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ known, body }: { known: Rota | null; body: NewRota }) =>
      known ? dataOf(api.PATCH("/v1/escalation/rotas/{id}", { params: one(known), body })) : dataOf(api.POST("/v1/escalation/rotas", { body })),
    onSettled: () => void client.invalidateQueries({ queryKey: ROTAS }),
  });
}

export function useDeleteRota() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rota: Rota) => dataOf(api.DELETE("/v1/escalation/rotas/{id}", { params: one(rota) })),
    onSettled: () => void client.invalidateQueries({ queryKey: ROTAS }),
  });
}
