import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldDefinition } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import { cx } from "@/ui/class-names";
import { INPUT } from "@/ui/field";
import { MenuButton } from "@/ui/menu-button";
import { NONE } from "@/features/tickets/field-choices";
import type { FieldValue } from "@/features/tickets/rules";
import { readValue, showValue, type Fault } from "./read-value";

/** `inline` stands in the details and looks like text until it is touched; `form` stands in a form. */
export type Look = "inline" | "form";

interface Props {
  field: FieldDefinition;
  value: FieldValue | null | undefined;
  look: Look;
  onChange: (value: FieldValue | null) => void;
  /** What somebody else, the server or a rule, has against the value. */
  problem?: string | null;
}

const INLINE = "-mx-1.5 w-full min-w-0 rounded-m border border-transparent bg-transparent px-1.5 text-12 text-text";
const LOOKS: Record<Look, string> = {
  inline: `${INLINE} h-6 hover:bg-hover focus-visible:border-accent focus-visible:bg-surface aria-invalid:border-breach`,
  form: `${INPUT} h-9`,
};
const MENU: Record<Look, string> = {
  inline: "-mx-1.5 flex h-6 min-w-0 items-center rounded-m px-1.5 text-12 hover:bg-hover aria-expanded:bg-hover",
  form: `${INPUT} flex h-9 items-center text-left`,
};

function Typed({ field, value, look, onChange, problem }: Props) {
  const { t, i18n } = useTranslation("work");
  const locale = formatLocale(i18n.language);
  const shown = showValue(field, value, locale);
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const dropped = useRef(false);
  const commit = (text: string) => {
    const read = readValue(field, text);
    if ("fault" in read) return setFault(read.fault);
    setFault(null);
    setTyped(null);
    if (showValue(field, read.value, locale) !== shown) onChange(read.value);
  };
  const words = fault ? t(`fields.fault_${fault}`, { pattern: field.pattern ?? "" }) : problem;
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <input
        type={field.type === "date" ? "date" : "text"}
        inputMode={field.type === "number" ? "decimal" : undefined}
        data-field={field.key}
        aria-label={field.label}
        aria-required={field.required !== "never" || undefined}
        aria-invalid={words ? true : undefined}
        aria-describedby={words ? id : undefined}
        value={typed ?? shown}
        placeholder={look === "inline" ? t("fields.empty") : undefined}
        maxLength={1000}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => {
          if (typed !== null && !dropped.current) commit(typed);
          dropped.current = false;
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && typed !== null) commit(typed);
          if (event.key === "Escape" && typed !== null) {
            event.stopPropagation();
            dropped.current = true;
            setTyped(null);
            setFault(null);
            event.currentTarget.blur();
          }
        }}
        className={cx(LOOKS[look], field.type === "date" && !(typed ?? shown) && "text-text-3!")}
      />
      {words && (
        <span id={id} className="pt-0.5 text-12 wrap-anywhere text-breach">
          {words}
        </span>
      )}
    </div>
  );
}

function Chosen({ field, value, look, onChange, problem }: Props) {
  const { t } = useTranslation("work");
  const [isOpen, setOpen] = useState(false);
  const many = field.type === "multi_select";
  const chosen = Array.isArray(value) ? value : typeof value === "string" ? [value] : [];
  const labels = chosen.map((each) => field.options.find((option) => option.value === each)?.label ?? each);
  const entries = field.options.map((option) => ({ id: option.value, label: option.label }));
  const groups = many
    ? [{ id: "options", entries, chosenMany: chosen }]
    : [{ id: "options", entries: [{ id: NONE, label: t("fields.nothing") }, ...entries], chosen: chosen[0] ?? NONE }];
  const choose = (id: string) => {
    if (!many) return id !== (chosen[0] ?? NONE) && onChange(id === NONE ? null : id);
    const next = chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id];
    onChange(next.length > 0 ? next : null);
  };
  return (
    <div className="flex min-w-0 flex-1 flex-col items-start" data-field={field.key}>
      <MenuButton
        isOpen={isOpen}
        onOpenChange={setOpen}
        className={cx(MENU[look], "max-w-full")}
        label={field.label}
        name={`${field.label}: ${labels.join(", ") || t("fields.empty")}`}
        filter={entries.length > 10 ? t("fields.find") : undefined}
        groups={groups}
        onChoose={choose}
      >
        <span className={cx("truncate", labels.length === 0 && "text-text-3")}>{labels.join(", ") || t("fields.empty")}</span>
      </MenuButton>
      {problem && <span className="pt-0.5 text-12 text-breach">{problem}</span>}
    </div>
  );
}

function Ticked({ field, value, onChange, problem }: Props) {
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <span className="flex h-6 items-center">
        <input
          type="checkbox"
          data-field={field.key}
          aria-label={field.label}
          aria-invalid={problem ? true : undefined}
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
          className="size-4 accent-accent"
        />
      </span>
      {problem && <span className="text-12 text-breach">{problem}</span>}
    </div>
  );
}

/** One custom field of a ticket, with the control that its type asks for. */
export function ValueEditor(props: Props) {
  const { type } = props.field;
  if (type === "checkbox") return <Ticked {...props} />;
  if (type === "select" || type === "multi_select") return <Chosen {...props} />;
  return <Typed {...props} />;
}
