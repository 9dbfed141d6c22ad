import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { NewMember, User } from "@/api/types";
import { toast } from "@/ui/toasts";
import { keys } from "@/features/tickets/keys";
import { usePeopleReason } from "./people-reason";

const SECURITY = ["people", "security"];
const one = (id: string) => ({ params: { path: { id } } });

export function useSecurity() {
  return useQuery({ queryKey: SECURITY, queryFn: async () => (await dataOf(api.GET("/v1/users/security"))).items, staleTime: 0 });
}

export function useInvite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewMember) => dataOf(api.POST("/v1/users", { body })),
    onSettled: () => void Promise.all([keys.users, SECURITY].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

const ACTS = {
  resend: ({ id }: User) => dataOf(api.POST("/v1/users/{id}/invitation", one(id))),
  withdraw: ({ id }: User) => dataOf(api.DELETE("/v1/users/{id}/invitation", one(id))),
  deactivate: ({ id }: User) => dataOf(api.PUT("/v1/users/{id}/activity", { ...one(id), body: { active: false } })),
  activate: ({ id }: User) => dataOf(api.PUT("/v1/users/{id}/activity", { ...one(id), body: { active: true } })),
  sign_out: ({ id }: User) => dataOf(api.DELETE("/v1/users/{id}/sessions", one(id))),
  reset_mfa: ({ id }: User) => dataOf(api.DELETE("/v1/users/{id}/mfa", one(id))),
};
export type Act = keyof typeof ACTS;

/** Does something to a member, and says that it was done or why not. */
export function useAct() {
  const { t } = useTranslation("people");
  const client = useQueryClient();
  const reason = usePeopleReason();
  return useMutation({
    mutationFn: ({ act, user }: { act: Act; user: User }): Promise<unknown> => ACTS[act](user),
    onSuccess: (_, { act, user }) => toast({ tone: "info", title: t(`done.${act}`, { name: user.name }) }),
    onError: (error) => toast({ tone: "error", title: t("not_done"), detail: reason(error) }),
    onSettled: () => void Promise.all([keys.users, SECURITY].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export function useRequireMfa() {
  const { t } = useTranslation("people");
  const client = useQueryClient();
  const reason = usePeopleReason();
  return useMutation({
    mutationFn: (mfa_required: boolean) => dataOf(api.PUT("/v1/users/sign-in-rules", { body: { mfa_required } })),
    onError: (error) => toast({ tone: "error", title: t("not_done"), detail: reason(error) }),
    onSettled: () => void client.invalidateQueries({ queryKey: SECURITY }),
  });
}
