import { useTranslation } from "react-i18next";
import type { FieldDefinition, FieldType } from "@/api/types";
import { Field } from "@/ui/field";
import { FIELD_TYPES } from "@/features/tickets/rules";
import { Choice } from "./controls";
import { Editor } from "./editor";
import { keyOf } from "./field-key";
import { OptionsEditor, type EditedOption } from "./options-editor";

interface Values {
  label: string;
  key: string;
  type: FieldType;
  options: EditedOption[];
  pattern: string;
  required: FieldDefinition["required"];
}

const REQUIRED = ["never", "create", "resolve"] as const;
const hasOptions = (type: FieldType) => type === "select" || type === "multi_select";

/** A new choice is kept on tickets under a name made from its label; two of the same name are told apart by a number. */
function withValues(options: EditedOption[]) {
  const taken = new Set(options.filter((option) => !option.isNew).map((option) => option.value));
  return options.map(({ value, label, isNew }) => {
    if (!isNew) return { value, label };
    const base = keyOf(label) || "option";
    let made = base;
    for (let count = 2; taken.has(made); count += 1) made = `${base}_${count}`;
    taken.add(made);
    return { value: made, label: label.trim() };
  });
}

export function bodyOf({ label, key, type, options, pattern, required }: Values, isNew: boolean) {
  return {
    label,
    key: key || keyOf(label),
    required,
    ...(isNew ? { type } : {}),
    ...(hasOptions(type) ? { options: withValues(options) } : {}),
    ...(type === "regex" ? { pattern } : {}),
  };
}

const start = (noun: FieldDefinition | null): Values =>
  noun ?
    { label: noun.label, key: noun.key, type: noun.type, options: noun.options, pattern: noun.pattern ?? "", required: noun.required }
  : { label: "", key: "", type: "text", options: [], pattern: "", required: "never" };

export function FieldEditor({ field, onClose }: { field: FieldDefinition | null; onClose: () => void }) {
  const { t } = useTranslation("settings");
  return (
    <Editor<"fields", Values>
      kind="fields"
      title={t(field ? "field.edit" : "field.new")}
      noun={field}
      start={start}
      bodyOf={(values) => bodyOf(values, field === null)}
      onClose={onClose}
    >
      {({ values, set, fault }) => (
        <>
          <Field label={t("field.label")} value={values.label} onChange={(event) => set("label", event.target.value)} required maxLength={80} autoFocus error={fault("label")} />
          <div className="grid gap-3.5 pane:grid-cols-2">
            <Choice
              label={t("field.type")}
              value={values.type}
              onChange={(value) => set("type", value as FieldType)}
              options={FIELD_TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
              disabled={field !== null}
              hint={field ? t("field.type_stays") : undefined}
              error={fault("type")}
            />
            <Choice
              label={t("field.required")}
              value={values.required}
              onChange={(value) => set("required", value as Values["required"])}
              options={REQUIRED.map((value) => ({ value, label: t(`required.${value}`) }))}
              error={fault("required")}
            />
          </div>
          <Field
            label={t("field.key")}
            value={values.key}
            onChange={(event) => set("key", event.target.value)}
            placeholder={keyOf(values.label)}
            maxLength={40}
            hint={t("field.key_hint")}
            error={fault("key")}
          />
          {hasOptions(values.type) && <OptionsEditor options={values.options} onChange={(options) => set("options", options)} error={fault("options")} />}
          {values.type === "regex" && (
            <Field
              label={t("field.pattern")}
              value={values.pattern}
              onChange={(event) => set("pattern", event.target.value)}
              required
              spellCheck={false}
              placeholder="[A-Z]{2}[0-9]{4}"
              hint={t("field.pattern_hint")}
              error={fault("pattern")}
            />
          )}
        </>
      )}
    </Editor>
  );
}
