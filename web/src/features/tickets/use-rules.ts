import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { Colour, Row, TicketSettings } from "@/api/types";
import { keys } from "./keys";
import { categoryPath, NO_RULES, statusOf } from "./rules";

export const rulesQuery = queryOptions({
  queryKey: keys.rules,
  queryFn: async ({ signal }) => dataOf(api.GET("/v1/settings/tickets", { signal })),
  staleTime: 60_000,
  refetchInterval: 5 * 60_000,
});

export function useRules(): TicketSettings {
  return useQuery(rulesQuery).data ?? NO_RULES;
}

export interface Standing {
  label: string;
  /** Only a status of the tenant's own has one. */
  colour: Colour | null;
}

type Named = Pick<Row, "state" | "status_id">;

/** The tenant's own names for things on tickets. Ids that are not known (yet) have no name. */
export interface Names {
  standing(ticket: Named): Standing;
  status(id: string): string | null;
  field(id: string): string | null;
  category(id: string | null): string | null;
  team(id: string | null): string | null;
}

export function useNames(): Names {
  const { t } = useTranslation();
  const rules = useRules();
  return useMemo(
    () => ({
      standing(ticket) {
        const status = statusOf(rules, ticket.status_id);
        // While a change is on its way, a status may not belong to the state any more.
        if (status?.state !== ticket.state) return { label: t(`state.${ticket.state}`), colour: null };
        return { label: status.agent_label, colour: status.colour };
      },
      status: (id) => statusOf(rules, id)?.agent_label ?? rules.statuses.find((status) => status.id === id)?.agent_label ?? null,
      field: (id) => rules.fields.find((field) => field.id === id)?.label ?? null,
      category: (id) => categoryPath(rules, id).at(-1)?.label ?? null,
      team: (id) => rules.teams.find((team) => team.id === id)?.name ?? null,
    }),
    [rules, t],
  );
}
