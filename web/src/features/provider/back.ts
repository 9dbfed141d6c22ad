/** Where a sign-in at a provider began, kept in this tab while the browser is away. */
import { api, dataOf } from "@/api/client";

const KEY = "lambdesk-sign-in";

/** Leaving for another origin; a test puts another way here. */
export const away = { go: (url: string) => location.assign(url) };

export const staffSignIn = (slug: string) => ({
  queryKey: ["staff-sign-in", slug],
  queryFn: () => dataOf(api.GET("/v1/public/{slug}/staff-sign-in", { params: { path: { slug } } })),
  retry: false,
});

/** Remembers where to go on when the browser is back. */
export function remember(slug: string, path: string): void {
  sessionStorage.setItem(KEY, JSON.stringify({ slug, path }));
}

/** Where to go on: a page of the workspace, or nothing that is known. */
export function recall(): { slug: string; path: string } | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    const { slug, path } = (kept ?? {}) as { slug?: unknown; path?: unknown };
    if (typeof slug !== "string" || typeof path !== "string") return null;
    return { slug, path: path.startsWith(`/${slug}/`) ? path : `/${slug}` };
  } catch {
    return null;
  }
}
