import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { may } from "@/api/may";
import { ApiProblem } from "@/api/problem";
import { useSession } from "@/api/session";
import type { NewRole, Permission, Reach, Role } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { Choice } from "@/features/settings/controls";
import { useUnsaved } from "@/features/settings/editor";
import { useReason } from "@/features/tickets/reasons";
import { useHeadings, type Heading } from "./headings";
import { useSaveRole } from "./roles";

const REACHES: Reach[] = ["all", "teams", "assigned"];

interface TicksProps {
  heading: Heading;
  chosen: Permission[];
  onChange: (chosen: Permission[]) => void;
}

/** What one does not have oneself cannot be given, but what the role has already can stay or be taken. */
function Ticks({ heading, chosen, onChange, had }: TicksProps & { had: Permission[] }) {
  const { t } = useTranslation("roles");
  const session = useSession();
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 text-12 font-medium text-text-2">{heading.label}</legend>
      {heading.permissions.map(({ id, label }) => {
        const off = !may(session, id) && !had.includes(id);
        return (
          <label key={id} className="flex items-start gap-2 has-disabled:text-text-3" data-tip={off ? t("not_yours") : undefined}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              disabled={off}
              onChange={({ target }) => onChange(target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            {label}
          </label>
        );
      })}
    </fieldset>
  );
}

/** A role of the workspace's own: its name, which tickets it shows, and what it lets people do. */
export function RoleEditor({ role, onClose }: { role: Role | null; onClose: () => void }) {
  const { t } = useTranslation("roles");
  const { t: settings } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  const save = useSaveRole(role);
  const [start] = useState<Required<NewRole>>({ name: role?.name ?? "", reach: role?.reach ?? "all", permissions: role?.permissions ?? ["profile.read"] });
  const [values, setValues] = useState(start);
  const set = (fields: Partial<NewRole>) => setValues((old) => ({ ...old, ...fields }));
  const dirty = JSON.stringify(values) !== JSON.stringify(start);
  useUnsaved(dirty);
  const faults = save.error instanceof ApiProblem ? save.error.fields : [];
  const fault = (name: string) => faults.find(({ field }) => field.startsWith(`body.${name}`))?.message ?? null;
  const headings = useHeadings().map((each) => ({ ...each, permissions: each.permissions.filter(({ staff }) => staff) }));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(values, {
      onSuccess() {
        toast({ tone: "info", title: settings("saved") });
        onClose();
      },
    });
  };
  return (
    <Dialog title={t(role ? "edit" : "new")} onClose={onClose} fixed={dirty}>
      <form onSubmit={onSubmit} className="flex flex-col gap-3.5 p-4">
        <Field label={t("name")} value={values.name} onChange={({ target }) => set({ name: target.value })} required maxLength={60} autoFocus error={fault("name")} hint={t("name_hint")} />
        <Choice
          label={t("reach.label")}
          value={values.reach}
          onChange={(reach) => set({ reach: reach as Reach })}
          options={REACHES.map((value) => ({ value, label: t(`reach.${value}`) }))}
          hint={values.reach === "teams" ? t("reach.hint") : undefined}
        />
        {headings
          .filter(({ permissions }) => permissions.length > 0)
          .map((heading) => (
            <Ticks key={heading.id} heading={heading} chosen={values.permissions} had={start.permissions} onChange={(permissions) => set({ permissions })} />
          ))}
        {values.permissions.length === 0 && <p className="text-12 text-risk">{t("none")}</p>}
        {save.error && faults.length === 0 && (
          <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
            {reason(save.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{common("common.cancel")}</Button>
          <Button look="primary" type="submit" disabled={save.isPending || !dirty}>
            {role ? settings("save") : t("create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
