import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RotaOverride } from "@/api/types";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { Choice } from "@/features/settings/controls";

interface Props {
  overrides: RotaOverride[];
  /** Who can stand in, in the order of their names. */
  people: { value: string; label: string }[];
  /** The day that is proposed. */
  today: string;
  onChange: (overrides: RotaOverride[]) => void;
  fault: string | null;
}

/** Days on which somebody else has the duty. */
export function RotaOverrides({ overrides, people, today, onChange, fault }: Props) {
  const { t } = useTranslation("settings");
  const set = (place: number, change: Partial<RotaOverride>) => onChange(overrides.map((each, index) => (index === place ? { ...each, ...change } : each)));
  const add = () => onChange([...overrides, { first: today, last: today, user_id: people[0]?.value ?? "" }]);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-12 font-medium text-text-2">{t("rota.overrides")}</legend>
      {overrides.map((each, index) => (
        <div key={index} className="flex flex-wrap items-end gap-2">
          <div className="w-36">
            <Field label={t("rota.first")} type="date" required value={each.first} onChange={({ target }) => set(index, { first: target.value })} />
          </div>
          <div className="w-36">
            <Field label={t("rota.last")} type="date" required min={each.first} value={each.last} onChange={({ target }) => set(index, { last: target.value })} />
          </div>
          <div className="min-w-32 flex-1">
            <Choice label={t("rota.person")} value={each.user_id} onChange={(user_id) => set(index, { user_id })} options={people} />
          </div>
          <IconButton icon={X} label={t("rota.take_out_days")} onClick={() => onChange(overrides.filter((_, place) => place !== index))} />
        </div>
      ))}
      {fault && (
        <p role="alert" className="text-12 text-breach">
          {fault}
        </p>
      )}
      <div>
        <Button onClick={add} disabled={people.length === 0}>
          <Plus aria-hidden className="icon" /> {t("rota.add_override")}
        </Button>
      </div>
    </fieldset>
  );
}
