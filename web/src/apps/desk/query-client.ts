import { QueryClient } from "@tanstack/react-query";
import { retryable } from "@/features/tickets/queries";

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: retryable, retryDelay: (failures) => 500 * 2 ** failures, gcTime: 10 * 60_000 },
      // A change made offline fails at once and says so; nothing waits unseen to be sent later.
      mutations: { networkMode: "always" },
    },
  });
}
