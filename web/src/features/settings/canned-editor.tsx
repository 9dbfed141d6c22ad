import { useState, type ComponentType, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { may } from "@/api/may";
import { ApiProblem, hasCode } from "@/api/problem";
import { useSession } from "@/api/session";
import type { CannedResponse, NewCannedResponse } from "@/api/types";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { useReason } from "@/features/tickets/reasons";
import { useRules } from "@/features/tickets/use-rules";
import { CannedBodies, type WritingProps } from "./canned-bodies";
import { useSaveCanned } from "./canned-calls";
import { Choice } from "./controls";
import { useUnsaved } from "./editor";

interface Props {
  /** The one that is changed; `null` for a new one. */
  known: CannedResponse | null;
  Box: ComponentType<WritingProps>;
  onClose: () => void;
  /** Another one's change came between: it is read again. */
  onStale: () => void;
}

interface Values {
  name: string;
  shortcut: string;
  folder: string;
  /** `private`, `all`, or the id of a team. */
  reach: string;
  bodies: Record<string, string>;
}

const begin = (known: CannedResponse | null, locale: string): Values => ({
  name: known?.name ?? "",
  shortcut: known?.shortcut ?? "",
  folder: known?.folder ?? "",
  reach: known?.team_id ?? known?.scope ?? "private",
  bodies: known?.bodies ?? { [locale]: "" },
});

function bodyOf({ name, shortcut, folder, reach, bodies }: Values): NewCannedResponse {
  const team = reach !== "private" && reach !== "all";
  return { name, shortcut: shortcut || null, folder, bodies, scope: team ? "team" : reach, team_id: team ? reach : null };
}

/** Makes or changes one. Faults stand at their fields, unsaved changes are not lost by a stray key. */
export function CannedEditor({ known, Box, onClose, onStale }: Props) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const session = useSession();
  const { tenant } = session;
  const rules = useRules();
  const reason = useReason();
  const save = useSaveCanned();
  const [start] = useState(() => begin(known, tenant.locale));
  const [values, setValues] = useState(start);
  const [key] = useState(randomKey);
  const [asks, setAsks] = useState(false);
  const dirty = JSON.stringify(values) !== JSON.stringify(start);
  useUnsaved(dirty);
  const set = <N extends keyof Values>(name: N, value: Values[N]) => setValues((old) => ({ ...old, [name]: value }));
  const faults = save.error instanceof ApiProblem ? save.error.fields : [];
  const fault = (name: string) => faults.find(({ field }) => field === `body.${name}` || field.startsWith(`body.${name}.`))?.message ?? null;
  const shown = ["name", "shortcut", "folder", "team_id", "scope", "bodies"].some((name) => fault(name) !== null);
  const stale = hasCode(save.error, "stale_version");
  const teams = rules.teams.filter((team) => team.active || team.id === values.reach);
  const reaches = [
    { value: "private", label: t("canned.private") },
    ...(may(session, "settings.write") ? [...teams.map(({ id, name }) => ({ value: id, label: t("canned.team", { name }) })), { value: "all", label: t("canned.all") }] : []),
  ];
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    // The button stays as it is: one that is off would lose the focus, and with it the keys of this window.
    if (save.isPending) return;
    save.mutate(
      { known, key, body: bodyOf(values) },
      {
        onSuccess() {
          toast({ tone: "info", title: t("saved") });
          onClose();
        },
      },
    );
  };
  const close = () => (dirty && !save.isSuccess ? setAsks(true) : onClose());
  return (
    <Dialog title={t(known ? "canned.edit" : "canned.new")} onClose={close} fixed size="l">
      <form onSubmit={onSubmit} className="flex flex-col gap-3.5 p-4">
        <Field label={t("canned.name")} value={values.name} onChange={(event) => set("name", event.target.value)} required maxLength={120} autoFocus error={fault("name")} />
        <div className="grid gap-3.5 pane:grid-cols-2">
          <Field
            label={t("canned.shortcut")}
            value={values.shortcut}
            onChange={(event) => set("shortcut", event.target.value)}
            maxLength={33}
            spellCheck={false}
            hint={t("canned.shortcut_hint")}
            error={fault("shortcut")}
          />
          <Field
            label={t("canned.folder")}
            value={values.folder}
            onChange={(event) => set("folder", event.target.value)}
            maxLength={200}
            hint={t("canned.folder_hint")}
            error={fault("folder")}
          />
        </div>
        <Choice label={t("canned.scope")} value={values.reach} onChange={(reach) => set("reach", reach)} options={reaches} error={fault("team_id") ?? fault("scope")} />
        <CannedBodies bodies={values.bodies} onChange={(bodies) => set("bodies", bodies)} fault={fault("bodies")} Box={Box} />
        {stale && (
          <div role="alert" className="flex items-center gap-2 rounded-m bg-risk-soft px-2.5 py-2 text-12 font-medium text-risk">
            <span className="flex-1">{t("stale.text")}</span>
            <Button size="s" className="bg-surface" onClick={onStale}>
              {t("stale.theirs")}
            </Button>
          </div>
        )}
        {save.error && !stale && !shown && (
          <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
            {reason(save.error)}
          </p>
        )}
        {asks && (
          <div role="alert" className="flex items-center gap-2 rounded-m bg-risk-soft px-2.5 py-2 text-12 font-medium text-risk">
            <span className="flex-1">{t("unsaved.text")}</span>
            <Button size="s" className="bg-surface" onClick={onClose}>
              {t("unsaved.drop")}
            </Button>
            <Button size="s" className="bg-surface" autoFocus onClick={() => setAsks(false)}>
              {t("unsaved.stay")}
            </Button>
          </div>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={close}>{common("common.cancel")}</Button>
          <Button look="primary" type="submit" disabled={!dirty && known !== null}>
            {t(known ? "save" : "create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
