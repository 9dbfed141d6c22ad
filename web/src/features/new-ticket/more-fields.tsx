import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { INPUT } from "@/ui/field";
import { TagInput } from "@/features/fields/tag-input";
import { ValueEditor } from "@/features/fields/value-editor";
import { activeFields, categoryTree, isEmpty, type FieldValue } from "@/features/tickets/rules";
import { usePeople } from "@/features/tickets/use-people";
import { useRules } from "@/features/tickets/use-rules";

export interface More {
  category_id: string;
  team_id: string;
  assignee_id: string;
  tags: string[];
  fields: Record<string, FieldValue>;
}

export const NOTHING_MORE: More = { category_id: "", team_id: "", assignee_id: "", tags: [], fields: {} };

function Pick({ label, value, none, options, onChange }: { label: string; value: string; none: string; options: { id: string; label: string }[]; onChange: (id: string) => void }) {
  return (
    <label className="flex flex-col gap-1 text-12 font-medium text-text-2">
      {label}
      <select value={value} onChange={(event) => onChange(event.target.value)} className={`${INPUT} h-9 font-normal`}>
        <option value="">{none}</option>
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

interface Props {
  more: More;
  onChange: (more: More) => void;
  problem: (key: string) => string | null;
  children: ReactNode;
}

/** What can be known of a ticket from the start, as far as the tenant has set it up; what is required stands first. */
export function MoreFields({ more, onChange, problem, children }: Props) {
  const { t } = useTranslation();
  const rules = useRules();
  const people = usePeople();
  const tags = useId();
  const set = (part: Partial<More>) => onChange({ ...more, ...part });
  const fields = activeFields(rules).sort((a, b) => Number(b.required === "create") - Number(a.required === "create"));
  const staff = people.active.map(({ id, name }) => ({ id, label: id === people.me.id ? t("people.you") : name }));
  const categories = categoryTree(rules).map(({ category, path }) => ({ id: category.id, label: path }));
  const teams = rules.teams.filter((team) => team.active).map(({ id, name }) => ({ id, label: name }));
  const setField = (key: string, value: FieldValue | null) => {
    const { [key]: _old, ...rest } = more.fields;
    set({ fields: value === null || isEmpty(value) ? rest : { ...rest, [key]: value } });
  };
  return (
    <>
      <div className="grid gap-3 pane:grid-cols-2">
        {children}
        <Pick label={t("field.assignee")} value={more.assignee_id} none={t("people.nobody")} options={staff} onChange={(assignee_id) => set({ assignee_id })} />
        {teams.length > 0 && <Pick label={t("field.team")} value={more.team_id} none={t("field.no_team")} options={teams} onChange={(team_id) => set({ team_id })} />}
        {categories.length > 0 && (
          <Pick label={t("field.category")} value={more.category_id} none={t("field.no_category")} options={categories} onChange={(category_id) => set({ category_id })} />
        )}
        {fields.map((field) => (
          <div key={field.id} className="flex min-w-0 flex-col gap-1">
            <span aria-hidden className="text-12 font-medium text-text-2">
              {field.label}
              {field.required === "create" && " *"}
            </span>
            <ValueEditor field={field} look="form" value={more.fields[field.key]} onChange={(value) => setField(field.key, value)} problem={problem(field.key)} />
          </div>
        ))}
      </div>
      <div className="flex flex-col gap-1">
        <label htmlFor={tags} className="text-12 font-medium text-text-2">
          {t("field.tags")}
        </label>
        <TagInput id={tags} label={t("field.tags")} tags={more.tags} onChange={(next) => set({ tags: next })} className={`${INPUT} min-h-9 py-1`} />
      </div>
    </>
  );
}
