import { useQuery } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { hasCode } from "@/api/problem";
import { useBrandQuery } from "./use-brand";

/** The door for people without a workspace: there is one, or the query fails. */
export function useSignUpDoor(wanted: boolean) {
  return useQuery({ queryKey: ["sign-up"], queryFn: () => dataOf(api.GET("/v1/public/sign-up")), enabled: wanted, staleTime: Infinity, retry: false });
}

/** Whether to offer a workspace of their own to who signs in: a workspace tells; where there is none, the door is asked. */
export function useMaySignUp(slug: string | undefined): boolean {
  const brand = useBrandQuery(slug);
  const nowhere = slug === undefined || hasCode(brand.error, "not_found");
  const door = useSignUpDoor(nowhere);
  return nowhere ? door.isSuccess : brand.data?.sign_up === true;
}
