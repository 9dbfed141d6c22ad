import { CalendarDays, Pencil, PhoneCall, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OnCall, Rota } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { IconButton } from "@/ui/icon-button";
import { toast } from "@/ui/toasts";
import { Listed } from "@/features/doors/listed";
import { FormWindow } from "@/features/doors/windows";
import { usersOf, UsedBy } from "@/features/policies/used-by";
import { Badge, Line, Page } from "@/features/settings/controls";
import { usePeople } from "@/features/tickets/use-people";
import { DutyList, wallText } from "./duty-list";
import { useDeleteRota, useOnCall, useRotas } from "./rota-calls";
import { RotaEditor } from "./rota-editor";

function Now({ rota, duty }: { rota: Rota; duty: OnCall | undefined }) {
  const { t, i18n } = useTranslation("settings");
  const people = usePeople();
  if (!duty) return null;
  const nameOf = (id: string | null) => (id ? people.nameOf(id) : t("rota.nobody"));
  const until = wallText(duty.now.ends_at, rota.zone, formatLocale(i18n.language));
  return (
    <span className="num w-full text-12 text-text-2">
      {t("rota.now", { name: nameOf(duty.now.user_id), until })} · {t("rota.next", { name: nameOf(duty.next.user_id) })}
    </span>
  );
}

function Deletion({ rota, onClose }: { rota: Rota; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const remove = useDeleteRota();
  const users = usersOf(remove.error);
  const run = () =>
    remove.mutate(rota, {
      onSuccess() {
        toast({ tone: "info", title: t("removed") });
        onClose();
      },
    });
  return (
    <FormWindow title={t("remove", { name: rota.name })} submit={t("delete")} busy={remove.isPending} error={users.length > 0 ? null : remove.error} onSubmit={run} onClose={onClose}>
      <p className="text-text-2">{t("rota.delete_text")}</p>
      {users.length > 0 && <UsedBy ids={users} />}
    </FormWindow>
  );
}

type Open = { kind: "edit"; rota: Rota | null } | { kind: "weeks" | "remove"; rota: Rota };

/** On-call rotas: who has the duty now, who has it next, and what is set up. */
export default function RotasPage() {
  const { t } = useTranslation("settings");
  const query = useRotas();
  const onCall = useOnCall().data?.items ?? [];
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <Page
      title={t("page.rotas")}
      text={t("rota.text")}
      action={
        <Button look="primary" onClick={() => setOpen({ kind: "edit", rota: null })}>
          <Plus aria-hidden className="icon" /> {t("rota.new")}
        </Button>
      }
    >
      <Listed query={query} icon={PhoneCall} label={t("page.rotas")} none={t("rota.none")} noneText={t("rota.none_text")}>
        {(rota) => (
          <Line
            actions={
              <>
                <IconButton icon={CalendarDays} label={t("rota.weeks", { name: rota.name })} onClick={() => setOpen({ kind: "weeks", rota })} />
                <IconButton icon={Pencil} label={t("edit", { name: rota.name })} onClick={() => setOpen({ kind: "edit", rota })} />
                <IconButton icon={Trash2} label={t("remove", { name: rota.name })} onClick={() => setOpen({ kind: "remove", rota })} />
              </>
            }
          >
            <span className="font-medium">{rota.name}</span>
            <Badge>{rota.zone.replaceAll("_", " ")}</Badge>
            <Now rota={rota} duty={onCall.find(({ rota_id }) => rota_id === rota.id)} />
          </Line>
        )}
      </Listed>
      {open?.kind === "edit" && <RotaEditor key={open.rota?.version ?? 0} known={open.rota} onClose={close} />}
      {open?.kind === "weeks" && <DutyList rota={open.rota} onClose={close} />}
      {open?.kind === "remove" && <Deletion rota={open.rota} onClose={close} />}
    </Page>
  );
}
