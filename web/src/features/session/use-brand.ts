import { useQuery } from "@tanstack/react-query";
import type { CSSProperties } from "react";
import { api, dataOf } from "@/api/client";
import type { components } from "@/api/schema";

type Look = components["schemas"]["Brand"];

export function useBrandQuery(slug: string | undefined) {
  return useQuery({
    queryKey: ["brand", slug],
    queryFn: () => dataOf(api.GET("/v1/public/{slug}/brand", { params: { path: { slug: slug ?? "" } } })),
    enabled: slug !== undefined,
    retry: false,
    staleTime: 120_000,
  });
}

/** How a workspace looks to who has not signed in; undefined until it is known, and for one that is not there. */
export function useBrand(slug: string | undefined): Look | undefined {
  return useBrandQuery(slug).data;
}

/** What puts a workspace's colour in place of ours, for an element and all in it. */
export function brandStyle(brand: Look | undefined): { style?: CSSProperties; "data-branded"?: true } {
  return brand?.accent ? { style: { "--brand": brand.accent } as CSSProperties, "data-branded": true } : {};
}
