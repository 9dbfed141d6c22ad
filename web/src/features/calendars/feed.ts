/** Holidays that a calendar takes from an address. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { hasCode } from "@/api/problem";

const READING = 2_000;
const MINUTE = 60_000;
const STEPS = [
  ["day", 24 * 60 * MINUTE],
  ["hour", 60 * MINUTE],
  ["minute", MINUTE],
] as const;

const keyOf = (id: string) => ["calendar-feed", id] as const;
const at = (id: string) => ({ params: { path: { id } } });

/** Null where there is none. While it is being read, it is asked for again. */
export const feedQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id),
    queryFn: async ({ signal }) => {
      try {
        return await dataOf(api.GET("/v1/calendars/{id}/feed", { ...at(id), signal }));
      } catch (error) {
        if (hasCode(error, "not_found")) return null;
        throw error;
      }
    },
    refetchInterval: ({ state }) => (state.data?.reading ? READING : false),
  });

export const feedsQuery = queryOptions({ queryKey: ["calendar-feeds"], queryFn: async ({ signal }) => (await dataOf(api.GET("/v1/holidays/feeds", { signal }))).items });

export type FeedStep = { step: "set"; address: string } | { step: "refresh" } | { step: "remove" };

export function useFeed(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (asked: FeedStep) => {
      if (asked.step === "set") return dataOf(api.PUT("/v1/calendars/{id}/feed", { ...at(id), body: { address: asked.address } }));
      if (asked.step === "refresh") return dataOf(api.POST("/v1/calendars/{id}/feed/refresh", at(id)));
      await dataOf(api.DELETE("/v1/calendars/{id}/feed", at(id)));
      return null;
    },
    onSuccess: (feed) => client.setQueryData(keyOf(id), feed),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ["calendar-feeds"] }), client.invalidateQueries({ queryKey: keyOf(id) })]),
  });
}

/** `2 hours ago`; what was less than a minute ago is now. */
export function ago(moment: string, now: number, locale: string): string {
  const passed = Math.max(0, now - Date.parse(moment));
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const [unit, length] = STEPS.find(([, size]) => passed >= size) ?? (["second", Infinity] as const);
  return words.format(-Math.floor(passed / length), unit);
}
