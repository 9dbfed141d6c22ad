import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { SlaPolicy, SlaPolicyList } from "@/api/types";
import { toast } from "@/ui/toasts";
import { nodeOf } from "@/features/filters/filters";
import { useReason } from "@/features/tickets/reasons";
import { bodyOf, DEFAULT_ID, patchOf, type Draft } from "./draft";

const KEY = ["sla-policies"] as const;

export const policiesQuery = queryOptions({ queryKey: KEY, queryFn: ({ signal }) => dataOf(api.GET("/v1/sla/policies", { signal })) });

const when = (version: number) => ({ "If-Match": `"${version}"` });
const one = (id: string, version: number) => ({ path: { id }, header: when(version) });

/** Makes one (`known` is null) or changes one; all policies have one version together. */
export function useSavePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ known, version, draft }: { known: SlaPolicy | null; version: number; draft: Draft }): Promise<unknown> => {
      const condition = known?.id === DEFAULT_ID ? { all: [] } : await nodeOf(draft.condition, false);
      return known ?
          dataOf(api.PATCH("/v1/sla/policies/{id}", { params: one(known.id, version), body: patchOf(known, draft, condition) }))
        : dataOf(api.POST("/v1/sla/policies", { body: bodyOf(draft, condition) }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeletePolicy(version: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => dataOf(api.DELETE("/v1/sla/policies/{id}", { params: one(id, version) })),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** A change that is on screen at once; what is refused goes back, and why is said. */
function useAtOnce<V>(change: (values: V, version: number) => Promise<SlaPolicyList>, shown: (list: SlaPolicyList, values: V) => SlaPolicyList) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const reason = useReason();
  return useMutation({
    scope: { id: "sla-policies" },
    mutationFn: (values: V) => change(values, client.getQueryData<SlaPolicyList>(KEY)?.version ?? 0),
    async onMutate(values: V) {
      await client.cancelQueries({ queryKey: KEY });
      client.setQueryData<SlaPolicyList>(KEY, (old) => old && shown(old, values));
    },
    onSuccess: (list) => client.setQueryData<SlaPolicyList>(KEY, list),
    onError: (error) => toast({ tone: "error", title: t("not_saved"), detail: reason(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export const useSwitchPolicy = () =>
  useAtOnce<{ id: string; active: boolean }>(
    ({ id, active }, version) => dataOf(api.PATCH("/v1/sla/policies/{id}", { params: one(id, version), body: { active } })),
    (list, { id, active }) => ({ ...list, items: list.items.map((each) => (each.id === id ? { ...each, active } : each)) }),
  );

export const useOrderPolicies = () =>
  useAtOnce<string[]>(
    (ids, version) => dataOf(api.PUT("/v1/sla/policy-order", { params: { header: when(version) }, body: { ids } })),
    (list, ids) => ({ ...list, items: [...ids, DEFAULT_ID].flatMap((id) => list.items.find((each) => each.id === id) ?? []) }),
  );
