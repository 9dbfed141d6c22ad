import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dataOf, soon } from "@/api/client";
import { toast } from "@/ui/toasts";
import { keys } from "@/features/tickets/keys";
import { useReason } from "@/features/tickets/reasons";
import type { Category, FieldDefinition, Status, Team, TicketSettings } from "@/features/tickets/rules";

export interface Nouns {
  statuses: Status;
  fields: FieldDefinition;
  categories: Category;
  teams: Team;
}
export type Kind = keyof Nouns;

const ifMatch = (version: number) => ({ "If-Match": `"${version}"` });
const one = (kind: Kind) => `/v1/${kind}/{id}`;

export interface Save {
  /** `null` makes a new one. */
  id: string | null;
  version: number;
  body: object;
}

const put = (all: { id: string }[], noun: { id: string }) => [...all.filter(({ id }) => id !== noun.id), noun];

/** Makes or changes one; the answer is on screen before the whole is read again. */
export function useSaveNoun<K extends Kind>(kind: K) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version, body }: Save) =>
      dataOf<Nouns[K]>(
        id === null ? soon.POST(`/v1/${kind}`, { body }) : soon.PATCH(one(kind), { params: { path: { id }, header: ifMatch(version) }, body }),
      ),
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
    mutationFn: ({ id, version, replacement }: Removal) =>
      dataOf<unknown>(soon.DELETE(one(kind), { params: { path: { id }, header: ifMatch(version), query: replacement ? { replacement } : {} } })),
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
        const fresh = await dataOf<Nouns[Sorted]>(soon.PATCH(one(kind), { params: { path: { id }, header: ifMatch(version) }, body: { order } }));
        write((noun) => (noun.id === id ? fresh : noun));
      }
    },
    onMutate: ({ ids }) => void write((noun) => (ids.includes(noun.id) ? { ...noun, order: ids.indexOf(noun.id) } : noun)),
    onError: (error) => toast({ tone: "error", title: t("order.failed"), detail: reason(error) }),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.rules }),
  });
  return (ids) => sort.mutate({ ids, before: Object.fromEntries(read().map(({ id, order }) => [id, order])) });
}
