import { useMutation, useQuery, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import type { NewApiKey, NewInboundSource } from "@/api/types";

const KEYS: QueryKey = ["api-keys"];
const SOURCES: QueryKey = ["inbound-sources"];

/** A secret that is told once, and the name of what it opens. */
export interface Told {
  name: string;
  secret: string;
  path?: string;
}

export const useApiKeys = () => useQuery({ queryKey: KEYS, queryFn: ({ signal }) => dataOf(api.GET("/v1/api-keys", { signal })), staleTime: 0 });

export const useSources = () =>
  useQuery({ queryKey: SOURCES, queryFn: ({ signal }) => dataOf(api.GET("/v1/inbound-sources", { signal })), staleTime: 0 });

/** A change after which the list is asked for again. Nothing of an answer with a secret in it is kept. */
function useChange<V, T>(queryKey: QueryKey, mutationFn: (values: V) => Promise<T>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, gcTime: 0, onSettled: () => void client.invalidateQueries({ queryKey }) });
}

const toldKey = async (call: Promise<{ key: { name: string }; secret: string }>): Promise<Told> => {
  const { key, secret } = await call;
  return { name: key.name, secret };
};

const toldSource = async (call: Promise<{ source: { name: string; path: string }; secret: string }>): Promise<Told> => {
  const { source, secret } = await call;
  return { name: source.name, secret, path: source.path };
};

const named = (id: string) => ({ params: { path: { id } } });

export const useNewKey = () => useChange(KEYS, (body: NewApiKey) => toldKey(dataOf(api.POST("/v1/api-keys", { body }))));

export const useNewSource = () => useChange(SOURCES, (body: NewInboundSource) => toldSource(dataOf(api.POST("/v1/inbound-sources", { body }))));

export interface Rotation {
  id: string;
  overlap_hours: number;
}

export const useRotateKey = () =>
  useChange(KEYS, ({ id, ...body }: Rotation) => toldKey(dataOf(api.POST("/v1/api-keys/{id}/rotation", { ...named(id), body }))));

export const useRotateSource = () =>
  useChange(SOURCES, ({ id, ...body }: Rotation) => toldSource(dataOf(api.POST("/v1/inbound-sources/{id}/rotation", { ...named(id), body }))));

export const useRevokeKey = () => useChange(KEYS, (id: string) => dataOf(api.DELETE("/v1/api-keys/{id}", named(id))));

export const useDeleteSource = () => useChange(SOURCES, (id: string) => dataOf(api.DELETE("/v1/inbound-sources/{id}", named(id))));
