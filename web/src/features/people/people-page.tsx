import { useQuery } from "@tanstack/react-query";
import { KeyRound, LogOut, MailPlus, RotateCcw, Undo2, UserPlus, UserX, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { MemberSecurity, User } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { IconButton } from "@/ui/icon-button";
import { Badge, Line, Page, Tick } from "@/features/settings/controls";
import { nameOfRole, rolesQuery } from "@/features/roles/roles";
import { usersQuery } from "@/features/tickets/queries";
import { InviteDialog } from "./invite-dialog";
import { useAct, useRequireMfa, useSecurity, type Act } from "./people-calls";

const ICONS: Record<Act, LucideIcon> = {
  resend: MailPlus,
  withdraw: Undo2,
  deactivate: UserX,
  activate: RotateCcw,
  sign_out: LogOut,
  reset_mfa: KeyRound,
};
/** What cannot be taken back is asked about first. */
const ASKED: Act[] = ["withdraw", "deactivate", "sign_out", "reset_mfa"];

/** What can be done to a member: it depends on whether they are one, and on who asks. */
function actsOn(user: User, kept: MemberSecurity | undefined, me: string): Act[] {
  if (user.state === "invited") return ["resend", "withdraw"];
  if (user.state === "inactive") return ["activate"];
  const others: Act[] = user.id === me ? [] : [...(kept?.mfa ? (["reset_mfa"] as const) : []), "deactivate"];
  return ["sign_out", ...others];
}

function Member({ user, kept, onAct }: { user: User; kept: MemberSecurity | undefined; onAct: (act: Act) => void }) {
  const { t, i18n } = useTranslation("people");
  const me = useSession().user.id;
  const { t: words } = useTranslation("roles");
  const role = nameOfRole((useQuery(rolesQuery).data ?? []).find(({ id }) => id === user.role) ?? { id: user.role, name: "…" }, words);
  return (
    <Line
      actions={actsOn(user, kept, me).map((act) => (
        <IconButton key={act} icon={ICONS[act]} label={t(`act.${act}`, { name: user.name })} onClick={() => onAct(act)} />
      ))}
    >
      <Avatar id={user.id} name={user.name} size="s" />
      <span className={user.state === "active" ? "font-medium" : "text-text-3"}>{user.name}</span>
      <span className="text-12 text-text-3">{user.email}</span>
      <Badge>{role}</Badge>
      {user.state !== "active" && <Badge>{t(`state.${user.state}`)}</Badge>}
      {user.state === "active" && kept?.mfa && <Badge>{t("people.mfa")}</Badge>}
      {user.state === "active" && kept && !kept.mfa && kept.mfa_needed && <Badge>{t("people.mfa_missing")}</Badge>}
      {user.until && <Badge>{t("people.until", { when: new Date(user.until).toLocaleString(i18n.language) })}</Badge>}
    </Line>
  );
}

function RequireMfa() {
  const { t } = useTranslation("people");
  const { tenant } = useSession();
  const require = useRequireMfa();
  return (
    <div className="mb-5">
      <Tick label={t("people.require")} checked={require.variables ?? tenant.mfa_required} onChange={(wanted) => require.mutate(wanted)} />
      <p className="mt-1 pl-6 text-12 text-text-3">{t("people.require_text")}</p>
    </div>
  );
}

/** Who works here, who is on the way, and who has left. */
export default function PeoplePage() {
  const { t } = useTranslation("people");
  const people = useQuery(usersQuery).data ?? [];
  const security = useSecurity();
  const act = useAct();
  const [invites, setInvites] = useState(false);
  const [asked, setAsked] = useState<{ act: Act; user: User } | null>(null);
  const order = { invited: 0, active: 1, inactive: 2 };
  const users = [...people].sort((a, b) => order[a.state] - order[b.state] || a.name.localeCompare(b.name));
  const onAct = (user: User) => (wanted: Act) => (ASKED.includes(wanted) ? setAsked({ act: wanted, user }) : act.mutate({ act: wanted, user }));
  return (
    <Page
      title={t("people.title")}
      text={t("people.text")}
      action={
        <Button look="primary" onClick={() => setInvites(true)}>
          <UserPlus aria-hidden className="icon" /> {t("people.invite")}
        </Button>
      }
    >
      <RequireMfa />
      <ul aria-label={t("people.title")} className="divide-y divide-line border-y">
        {users.map((user) => (
          <li key={user.id} className="py-1">
            <Member user={user} kept={security.data?.find(({ id }) => id === user.id)} onAct={onAct(user)} />
          </li>
        ))}
      </ul>
      {invites && <InviteDialog onClose={() => setInvites(false)} />}
      {asked && (
        <Dialog title={t(`act.${asked.act}`, { name: asked.user.name })} onClose={() => setAsked(null)} size="s">
          <div className="flex flex-col gap-4 p-4">
            <p>{t(`ask.${asked.act as "deactivate"}`)}</p>
            <div className="flex justify-end gap-2">
              <Button onClick={() => setAsked(null)}>{t("cancel")}</Button>
              <Button
                look="primary"
                autoFocus
                onClick={() => {
                  act.mutate(asked);
                  setAsked(null);
                }}
              >
                {t(`confirm.${asked.act as "deactivate"}`)}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </Page>
  );
}
