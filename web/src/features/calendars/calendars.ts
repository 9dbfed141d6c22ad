import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, dataOf } from "@/api/client";
import type { BusinessCalendar } from "@/api/types";
import { begun, bodyOf, complete, type Draft } from "./draft";

const KEY = ["calendars"] as const;
const PAUSE = 350;

export const calendarsQuery = queryOptions({ queryKey: KEY, queryFn: async ({ signal }) => (await dataOf(api.GET("/v1/calendars", { signal }))).items });

export const countriesQuery = queryOptions({
  queryKey: ["holiday-countries"],
  queryFn: async () => (await dataOf(api.GET("/v1/holidays/countries", {}))).items,
  staleTime: Infinity,
});

const one = (id: string, version: number) => ({ path: { id }, header: { "If-Match": `"${version}"` } });

export const readCalendar = (id: string) => dataOf(api.GET("/v1/calendars/{id}", { params: { path: { id } } }));

/** Makes one (`known` is null), or the next version of one. */
export function useSaveCalendar() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ known, version, draft }: { known: BusinessCalendar | null; version: number; draft: Draft }) =>
      known ?
        dataOf(api.PATCH("/v1/calendars/{id}", { params: one(known.id, version), body: bodyOf(draft) }))
      : dataOf(api.POST("/v1/calendars", { body: bodyOf(draft) })),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteCalendar() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version }: BusinessCalendar) => dataOf(api.DELETE("/v1/calendars/{id}", { params: one(id, version) })),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export const useReadFile = () => useMutation({ mutationFn: (ics: string) => dataOf(api.POST("/v1/holidays/ical", { body: { ics } })) });

/** The coming twelve months of what is in the form, asked once it rests; what was shown stays until the answer is there. */
export function usePreview(draft: Draft, base: BusinessCalendar | null) {
  const { name: _, ...body } = bodyOf(begun(draft));
  const text = JSON.stringify({ ...body, calendar_id: base?.id ?? null });
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return useQuery({
    queryKey: ["calendar-preview", asked, base?.version],
    queryFn: ({ signal }) => dataOf(api.POST("/v1/calendars/preview", { params: { query: { months: 12 } }, body: JSON.parse(asked) as typeof body & { calendar_id: string | null }, signal })),
    enabled: complete(draft),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
}
