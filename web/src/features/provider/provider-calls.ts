import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import type { ProviderSettings, SignInProvider } from "@/api/types";

const KEY = ["settings", "provider"] as const;
const read = () => dataOf(api.GET("/v1/tenant/sign-in-provider"));

export const useProvider = () => useQuery({ queryKey: KEY, queryFn: read, staleTime: Infinity, gcTime: 0 });

/** Keeps what was set up; what stands afterwards is shown anew. */
export function useSaveProvider(onSaved: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SignInProvider) => dataOf(api.PUT("/v1/tenant/sign-in-provider", { body })),
    onSuccess(fresh) {
      client.setQueryData<ProviderSettings>(KEY, fresh);
      onSaved();
    },
  });
}

export function useRemoveProvider(onRemoved: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(api.DELETE("/v1/tenant/sign-in-provider")),
    onSuccess: onRemoved,
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
