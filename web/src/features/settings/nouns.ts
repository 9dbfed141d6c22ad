import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type {
  Category,
  CategoryPatch,
  FieldDefinition,
  FieldPatch,
  NewCategory,
  NewField,
  NewStatus,
  NewTeam,
  Status,
  StatusPatch,
  Team,
  TeamPatch,
  TicketSettings,
} from "@/api/types";
import { toast } from "@/ui/toasts";
import { keys } from "@/features/tickets/keys";
import { useReason } from "@/features/tickets/reasons";

export interface Nouns {
  statuses: Status;
  fields: FieldDefinition;
  categories: Category;
  teams: Team;
}
export type Kind = keyof Nouns;

/** What is set of one; the server wants all that it needs for a new one. */
export interface Bodies {
  statuses: Partial<NewStatus> & StatusPatch;
  fields: Partial<NewField> & FieldPatch;
  categories: Partial<NewCategory> & CategoryPatch;
  teams: Partial<NewTeam> & TeamPatch;
}

interface Calls<K extends Kind> {
  add: (body: Bodies[K]) => Promise<Nouns[K]>;
  change: (id: string, version: number, body: Bodies[K]) => Promise<Nouns[K]>;
  remove: (id: string, version: number, replacement: string | null) => Promise<Nouns[K]>;
}

const one = (id: string, version: number) => ({ path: { id }, header: { "If-Match": `"${version}"` } });
const gone = (id: string, version: number, replacement: string | null) => ({
  ...one(id, version),
  query: replacement ? { replacement } : {},
});

const CALLS: { [K in Kind]: Calls<K> } = {
  statuses: {
    add: (body) => dataOf(api.POST("/v1/statuses", { body: body as NewStatus })),
    change: (id, version, body) => dataOf(api.PATCH("/v1/statuses/{id}", { params: one(id, version), body })),
    remove: (id, version, other) => dataOf(api.DELETE("/v1/statuses/{id}", { params: gone(id, version, other) })),
  },
  fields: {
    add: (body) => dataOf(api.POST("/v1/fields", { body: body as NewField })),
    change: (id, version, body) => dataOf(api.PATCH("/v1/fields/{id}", { params: one(id, version), body })),
    remove: (id, version) => dataOf(api.DELETE("/v1/fields/{id}", { params: one(id, version) })),
  },
  categories: {
    add: (body) => dataOf(api.POST("/v1/categories", { body: body as NewCategory })),
    change: (id, version, body) => dataOf(api.PATCH("/v1/categories/{id}", { params: one(id, version), body })),
    remove: (id, version, other) => dataOf(api.DELETE("/v1/categories/{id}", { params: gone(id, version, other) })),
  },
  teams: {
    add: (body) => dataOf(api.POST("/v1/teams", { body: body as NewTeam })),
    change: (id, version, body) => dataOf(api.PATCH("/v1/teams/{id}", { params: one(id, version), body })),
    remove: (id, version) => dataOf(api.DELETE("/v1/teams/{id}", { params: one(id, version) })),
  },
};

export interface Save<K extends Kind> {
  /** `null` makes a new one. */
  id: string | null;
  version: number;
  body: Bodies[K];
}

/** In its place, or at the end. */
function put(all: { id: string }[], noun: { id: string }): { id: string }[] {
  return all.some(({ id }) => id === noun.id) ? all.map((each) => (each.id === noun.id ? noun : each)) : [...all, noun];
}

/** Makes or changes one; the answer is on screen before the whole is read again. */
export function useSaveNoun<K extends Kind>(kind: K) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version, body }: Save<K>) => {
      if (id !== null) return CALLS[kind].change(id, version, body);
      const count = client.getQueryData<TicketSettings>(keys.rules)?.[kind].length ?? 0;
      return CALLS[kind].add(kind === "teams" ? body : { order: count, ...body });
    },
    onSuccess: (noun) => client.setQueryData<TicketSettings>(keys.rules, (old) => old && { ...old, [kind]: put(old[kind], noun) }),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.rules }),
  });
}

export interface Removal {
  id: string;
  version: number;
  /** What stands for it on the tickets that have it. */
  replacement?: string | null;
}

export function useRemoveNoun(kind: Kind) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version, replacement = null }: Removal) => CALLS[kind].remove(id, version, replacement) as Promise<Nouns[Kind]>,
    onSettled: () => void client.invalidateQueries({ queryKey: keys.rules }),
  });
}

type Sorted = "statuses" | "fields" | "categories";
interface Sorting {
  ids: string[];
  /** Where each stands as the server knows it. */
  before: Record<string, number>;
}

/** Puts some nouns of a kind into an order: at once on screen, then one request for each whose place has changed. */
export function useReorder(kind: Sorted): (ids: string[]) => void {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const reason = useReason();
  const read = () => (client.getQueryData<TicketSettings>(keys.rules)?.[kind] ?? []) as Nouns[Sorted][];
  const write = (change: (noun: Nouns[Sorted]) => Nouns[Sorted]) =>
    client.setQueryData<TicketSettings>(keys.rules, (old) => old && { ...old, [kind]: old[kind].map(change) });
  const sort = useMutation({
    scope: { id: `order-${kind}` },
    mutationFn: async ({ ids, before }: Sorting) => {
      for (const [order, id] of ids.entries()) {
        const version = read().find((noun) => noun.id === id)?.version;
        if (version === undefined || before[id] === order) continue;
        const fresh = await CALLS[kind].change(id, version, { order });
        write((noun) => (noun.id === id ? fresh : noun));
      }
    },
    onMutate: ({ ids }) => void write((noun) => (ids.includes(noun.id) ? { ...noun, order: ids.indexOf(noun.id) } : noun)),
    onError: (error) => toast({ tone: "error", title: t("order.failed"), detail: reason(error) }),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.rules }),
  });
  return (ids) => sort.mutate({ ids, before: Object.fromEntries(read().map(({ id, order }) => [id, order])) });
}
