import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import type { NewRota, Rota } from "@/api/types";
import { useSession } from "@/api/session";
import { wallOf } from "@/lib/zoned";
import { Avatar } from "@/ui/avatar";
import { Field } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { toast } from "@/ui/toasts";
import { FormWindow } from "@/features/doors/windows";
import { Choice } from "@/features/settings/controls";
import { useUnsaved } from "@/features/settings/editor";
import { SortList } from "@/features/settings/sort-list";
import { usePeople } from "@/features/tickets/use-people";
import { zones } from "@/features/workspace/values";
import { useSaveRota } from "./rota-calls";
import { RotaOverrides } from "./rota-overrides";

type Values = Required<NewRota>;

const TURNS = [1, 2, 3, 7, 14, 21, 28];

function dayIn(zone: string): string {
  const { year, month, day } = wallOf(Date.now(), zone);
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

function begin(known: Rota | null, zone: string): Values {
  if (!known) return { name: "", zone, members: [], begins: dayIn(zone), handover: "09:00", turn_days: 7, overrides: [] };
  const { name, members, begins, handover, turn_days, overrides } = known;
  return { name, zone: known.zone, members, begins, handover, turn_days, overrides };
}

function Members({ members, onChange, fault }: { members: string[]; onChange: (members: string[]) => void; fault: string | null }) {
  const { t } = useTranslation("settings");
  const people = usePeople();
  const others = people.active.filter(({ id }) => !members.includes(id)).sort((a, b) => a.name.localeCompare(b.name));
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-12 font-medium text-text-2">{t("rota.members")}</legend>
      {members.length === 0 && <p className="text-12 text-text-3">{t("rota.no_members")}</p>}
      <SortList items={members.map((id) => ({ id }))} label={t("rota.members")} nameOf={({ id }) => people.nameOf(id)} onSort={onChange}>
        {({ id }) => (
          <div className="flex min-h-9 items-center gap-2">
            <Avatar id={id} name={people.nameOf(id)} size="s" />
            <span className="min-w-0 flex-1 truncate">{people.nameOf(id)}</span>
            <IconButton icon={X} label={t("rota.take_out", { name: people.nameOf(id) })} onClick={() => onChange(members.filter((each) => each !== id))} />
          </div>
        )}
      </SortList>
      <Choice
        label={t("rota.add_member")}
        value=""
        onChange={(id) => onChange([...members, id])}
        options={[{ value: "", label: "—" }, ...others.map(({ id, name }) => ({ value: id, label: name }))]}
        error={fault}
        disabled={others.length === 0}
      />
    </fieldset>
  );
}

/** Makes or changes a rota. */
export function RotaEditor({ known, onClose }: { known: Rota | null; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const save = useSaveRota();
  const { zone } = useSession().tenant;
  const people = usePeople();
  const [start] = useState(() => begin(known, zone));
  const [values, setValues] = useState(start);
  useUnsaved(JSON.stringify(values) !== JSON.stringify(start));
  const set = (change: Partial<Values>) => setValues((old) => ({ ...old, ...change }));
  const faults = save.error instanceof ApiProblem ? save.error.fields : [];
  const fault = (name: string) => faults.find(({ field }) => field === `body.${name}` || field.startsWith(`body.${name}.`))?.message ?? null;
  const shown = Object.keys(values).some((name) => fault(name) !== null);
  const turns = [...new Set([...TURNS, values.turn_days])].sort((a, b) => a - b);
  const turnName = (days: number) => {
    if (days === 1 || days === 7) return t(`rota.turn_${days}`);
    return days % 7 ? t("rota.turn_days", { count: days }) : t("rota.turn_weeks", { count: days / 7 });
  };
  const staff = people.active.map(({ id, name }) => ({ value: id, label: name })).sort((a, b) => a.label.localeCompare(b.label));
  const gone = values.overrides.map(({ user_id }) => user_id).filter((id) => !staff.some(({ value }) => value === id));
  const onSubmit = () =>
    save.mutate(
      { known, body: values },
      {
        onSuccess() {
          toast({ tone: "info", title: t("saved") });
          onClose();
        },
      },
    );
  return (
    <FormWindow
      title={t(known ? "rota.edit" : "rota.new")}
      submit={t(known ? "save" : "create")}
      busy={save.isPending || values.members.length === 0}
      error={shown ? null : save.error}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <Field label={t("rota.name")} value={values.name} onChange={({ target }) => set({ name: target.value })} required maxLength={120} autoFocus error={fault("name")} />
      <Members members={values.members} onChange={(members) => set({ members })} fault={fault("members")} />
      <div className="grid gap-3.5 pane:grid-cols-2">
        <Choice label={t("rota.turn")} value={String(values.turn_days)} onChange={(days) => set({ turn_days: Number(days) })} options={turns.map((days) => ({ value: String(days), label: turnName(days) }))} />
        <Choice label={t("rota.zone")} value={values.zone} onChange={(zone) => set({ zone })} options={zones(values.zone).map((value) => ({ value, label: value.replaceAll("_", " ") }))} error={fault("zone")} />
        <Field label={t("rota.begins")} type="date" required value={values.begins} onChange={({ target }) => set({ begins: target.value })} error={fault("begins")} />
        <Field label={t("rota.handover")} type="time" required value={values.handover} onChange={({ target }) => set({ handover: target.value })} error={fault("handover")} />
      </div>
      <RotaOverrides
        overrides={values.overrides}
        people={[...staff, ...gone.map((id) => ({ value: id, label: people.nameOf(id) }))]}
        today={dayIn(values.zone)}
        onChange={(overrides) => set({ overrides })}
        fault={fault("overrides")}
      />
    </FormWindow>
  );
}
