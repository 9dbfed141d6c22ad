import type { QueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { viewing } from "@/api/viewing";

/** Everything on screen is asked for anew: nothing of what one sees is left for the other. */
function turn(client: QueryClient, next: Parameters<typeof viewing.set>[0]): void {
  viewing.set(next);
  void client.resetQueries();
}

/** Looks at the desk as a colleague; the server refuses it for whoever can do more. */
export async function lookAs(client: QueryClient, userId: string): Promise<void> {
  const { user, grants } = await dataOf(api.GET("/v1/me", { headers: { "View-As": userId } }));
  turn(client, { user, grants });
}

export const lookAsOneself = (client: QueryClient): void => turn(client, null);
