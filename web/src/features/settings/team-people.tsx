import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { Team, User } from "@/api/types";
import { Dialog } from "@/ui/dialog";
import { toast } from "@/ui/toasts";
import { keys } from "@/features/tickets/keys";
import { useReason } from "@/features/tickets/reasons";
import { usePeople } from "@/features/tickets/use-people";
import { Tick } from "./controls";

/** Puts somebody into a team or takes them out: at once on screen, one request after the other. */
function useMembership(team: string) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const reason = useReason();
  const users = () => client.getQueryData<User[]>(keys.users) ?? [];
  return useMutation({
    scope: { id: "membership" },
    mutationFn: ({ id }: { id: string; inside: boolean }) => {
      const team_ids = users().find((user) => user.id === id)?.teams ?? [];
      return dataOf(api.PUT("/v1/users/{id}/teams", { params: { path: { id } }, body: { team_ids } }));
    },
    async onMutate({ id, inside }) {
      // An answer that is on its way knows nothing of this yet.
      await client.cancelQueries({ queryKey: keys.users });
      const moved = (user: User) => {
        const others = user.teams.filter((each) => each !== team);
        return user.id === id ? { ...user, teams: inside ? [...others, team] : others } : user;
      };
      client.setQueryData<User[]>(keys.users, (old) => old?.map(moved));
    },
    onError: (error) => toast({ tone: "error", title: t("not_saved"), detail: reason(error) }),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.users }),
  });
}

/** Who is in a team. A tick is saved at once. */
export function TeamPeople({ team, onClose }: { team: Team; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const change = useMembership(team.id);
  const people = [...usePeople().active].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Dialog title={t("team.members", { name: team.name })} onClose={onClose} size="s">
      <ul className="flex flex-col gap-2.5 p-4">
        {people.map(({ id, name, teams }) => (
          <li key={id}>
            <Tick label={name} checked={teams.includes(team.id)} onChange={(inside) => change.mutate({ id, inside })} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
