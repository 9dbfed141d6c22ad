import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { User } from "@/api/types";
import { usersQuery } from "./queries";

const NOBODY: User[] = [];

export interface People {
  me: User;
  active: User[];
  /** Those who were here and may not sign in any more. */
  isInactive: (id: string) => boolean;
  /** A colleague's name; a placeholder while the directory is on its way or when they have left. */
  nameOf: (id: string) => string;
  /** The same, but the reader is "You". */
  callOf: (id: string) => string;
  /** At the beginning of a sentence that says what somebody did; not every language can say "you" there. */
  actorOf: (id: string) => string;
}

export function usePeople(): People {
  const me = useSession().user;
  const { t } = useTranslation();
  const users = useQuery(usersQuery).data ?? NOBODY;
  return useMemo(() => {
    const names = new Map([...users, me].map((user) => [user.id, user.name]));
    const nameOf = (id: string) => names.get(id) ?? t("people.unknown");
    return {
      me,
      active: users.filter((user) => user.active),
      isInactive: (id) => users.some((user) => user.id === id && !user.active),
      nameOf,
      callOf: (id) => (id === me.id ? t("people.you") : nameOf(id)),
      actorOf: (id) => (id === me.id && t("people.you_did")) || nameOf(id),
    };
  }, [users, me, t]);
}
