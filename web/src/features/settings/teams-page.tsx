import { CircleSlash, Pencil, Plus, RotateCcw, UserPlus, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Team } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { Placeholder } from "@/ui/placeholder";
import { toast } from "@/ui/toasts";
import { useReason } from "@/features/tickets/reasons";
import { usePeople } from "@/features/tickets/use-people";
import { useRules } from "@/features/tickets/use-rules";
import { Choice, Line, Page } from "./controls";
import { Editor } from "./editor";
import { useSaveNoun } from "./nouns";
import { RemoveDialog } from "./remove-dialog";
import { TeamPeople } from "./team-people";

function TeamEditor({ team, onClose }: { team: Team | null; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const people = usePeople();
  const leads = (chosen: string | null) => {
    const staff = people.active.map(({ id, name }) => ({ value: id, label: name })).sort((a, b) => a.label.localeCompare(b.label));
    const gone = chosen && !staff.some(({ value }) => value === chosen);
    return gone ? [...staff, { value: chosen, label: people.nameOf(chosen) }] : staff;
  };
  return (
    <Editor<"teams", { name: string; lead_id: string | null }>
      kind="teams"
      title={t(team ? "team.edit" : "team.new")}
      noun={team}
      start={(noun) => ({ name: noun?.name ?? "", lead_id: noun?.lead_id ?? null })}
      bodyOf={(values) => values}
      onClose={onClose}
    >
      {({ values, set, fault }) => (
        <>
          <Field label={t("team.name")} value={values.name} onChange={(event) => set("name", event.target.value)} required maxLength={80} autoFocus error={fault("name")} />
          <Choice label={t("team.lead")} value={values.lead_id ?? ""} onChange={(id) => set("lead_id", id || null)} options={[{ value: "", label: t("team.no_lead") }, ...leads(values.lead_id)]} hint={t("team.lead_hint")} error={fault("lead_id")} />
        </>
      )}
    </Editor>
  );
}

function Members({ team }: { team: Team }) {
  const { t } = useTranslation("settings");
  const members = usePeople().active.filter((user) => user.teams.includes(team.id));
  if (members.length === 0) return <span className="text-12 text-text-3">{t("team.nobody")}</span>;
  return (
    <ul className="flex w-full flex-wrap gap-x-3 gap-y-1 pb-1" aria-label={t("team.members", { name: team.name })}>
      {members.map((user) => (
        <li key={user.id} className="flex items-center gap-1.5 text-12 text-text-2">
          <Avatar id={user.id} name={user.name} size="s" /> {user.name}
        </li>
      ))}
    </ul>
  );
}

/** Who shares work. */
export default function TeamsPage() {
  const { t } = useTranslation("settings");
  const rules = useRules();
  const save = useSaveNoun("teams");
  const reason = useReason();
  const [open, setOpen] = useState<{ kind: "edit"; team: Team | null } | { kind: "people" | "remove"; team: Team } | null>(null);
  const close = () => setOpen(null);
  const teams = [...rules.teams].sort((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name));
  const again = ({ id, version }: Team) =>
    save.mutate({ id, version, body: { active: true } }, { onError: (error) => toast({ tone: "error", title: t("not_saved"), detail: reason(error) }) });
  return (
    <Page
      title={t("page.teams")}
      text={t("team.text")}
      action={
        <Button look="primary" onClick={() => setOpen({ kind: "edit", team: null })}>
          <Plus aria-hidden className="icon" /> {t("team.new")}
        </Button>
      }
    >
      {teams.length === 0 && (
        <div className="border-y py-6">
          <Placeholder icon={Users} title={t("team.none")}>
            {t("team.none_text")}
          </Placeholder>
        </div>
      )}
      <ul aria-label={t("page.teams")} className="divide-y divide-line border-y empty:hidden">
        {teams.map((team) => (
          <li key={team.id} className="py-1">
            <Line
              actions={
                team.active ?
                  <>
                    <IconButton icon={UserPlus} label={t("team.members", { name: team.name })} onClick={() => setOpen({ kind: "people", team })} />
                    <IconButton icon={Pencil} label={t("edit", { name: team.name })} onClick={() => setOpen({ kind: "edit", team })} />
                    <IconButton icon={CircleSlash} label={t("retire", { name: team.name })} onClick={() => setOpen({ kind: "remove", team })} />
                  </>
                : <IconButton icon={RotateCcw} label={t("use_again", { name: team.name })} onClick={() => again(team)} />
              }
            >
              <span className={team.active ? "font-medium" : "text-text-3"}>{team.name}</span>
              {team.active ? <Members team={team} /> : <span className="text-12 text-text-3">{t("team.retired")}</span>}
            </Line>
          </li>
        ))}
      </ul>
      {open?.kind === "edit" && <TeamEditor team={open.team} onClose={close} />}
      {open?.kind === "people" && <TeamPeople team={open.team} onClose={close} />}
      {open?.kind === "remove" && (
        <RemoveDialog kind="teams" noun={open.team} title={t("retire", { name: open.team.name })} text={t("team.retire_text")} onClose={close} />
      )}
    </Page>
  );
}
