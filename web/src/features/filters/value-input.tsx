import { X } from "lucide-react";
import { useId, useRef, useState } from "react";
import type { FilterField } from "@/api/types";
import { CHIP } from "@/ui/chip";
import { cx } from "@/ui/class-names";
import { INPUT } from "@/ui/field";
import { Select } from "./select";
import { wanted, type Row, type Value } from "./tree";
import { useFilterWords } from "./words";

interface Props {
  field: FilterField;
  row: Row;
  /** What the row is called, for those who hear it. */
  name: string;
  viewer: boolean;
  most: number;
  invalid: boolean;
  onChange: (values: Value[]) => void;
}

function Chips({ values, write, onRemove }: { values: Value[]; write: (value: Value) => string; onRemove: (index: number) => void }) {
  const { t } = useFilterWords();
  return values.map((value, index) => (
    <span key={`${typeof value}-${String(value)}`} className={cx(CHIP, "pr-0.5")}>
      <span className="min-w-0 truncate">{write(value)}</span>
      <button type="button" aria-label={t("value_remove", { value: write(value) })} onClick={() => onRemove(index)} className="grid size-5 place-items-center rounded-s text-text-3 hover:bg-hover hover:text-text">
        <X aria-hidden className="icon-s" />
      </button>
    </span>
  ));
}

/** Some of what there is. */
function Choices({ field, row, name, viewer, most, invalid, onChange }: Props) {
  const { t, choice } = useFilterWords();
  const box = useRef<HTMLDivElement>(null);
  const all = [...(field.choices ?? []).map(({ value }) => value), ...(viewer ? field.keywords : [])];
  const left = all.filter((value) => !row.values.includes(value));
  const { values } = row;
  const remove = (index: number) => {
    onChange(values.filter((_, at) => at !== index));
    box.current?.querySelector("select")?.focus();
  };
  return (
    <div ref={box} className="flex min-w-0 grow basis-48 flex-wrap items-center gap-1">
      <Chips values={values} write={(value) => choice(field, String(value))} onRemove={remove} />
      {values.length < most && left.length > 0 && (
        <Select
          label={t("value_add", { name })}
          value=""
          required={values.length === 0}
          aria-invalid={invalid ? true : undefined}
          onChange={(value) => onChange([...values, value])}
          options={[{ value: "", label: t(values.length > 0 ? "or_value" : "choose") }, ...left.map((value) => ({ value, label: choice(field, value) }))]}
          className="w-auto! max-w-full"
        />
      )}
    </div>
  );
}

/** Words of one's own, as many as wanted: each is taken with the enter key, a comma, or by going on. */
function Words({ row, name, most, invalid, onChange }: Props) {
  const { t } = useFilterWords();
  const [begun, setBegun] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const { values } = row;
  const take = () => {
    const word = begun.trim();
    setBegun("");
    if (word && !values.includes(word) && values.length < most) onChange([...values, word]);
  };
  const remove = (index: number) => {
    onChange(values.filter((_, at) => at !== index));
    input.current?.focus();
  };
  return (
    <div className="flex min-w-0 grow basis-48 flex-wrap items-center gap-1">
      <Chips values={values} write={String} onRemove={remove} />
      <input
        ref={input}
        value={begun}
        aria-label={t("value_add", { name })}
        placeholder={t(values.length > 0 ? "or_value" : "word")}
        required={values.length === 0}
        aria-invalid={invalid ? true : undefined}
        maxLength={250}
        onChange={(event) => setBegun(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== ",") return;
          if (event.key === "Enter" && !begun.trim()) return;
          event.preventDefault();
          take();
        }}
        className={cx(INPUT, "h-8 min-w-24 flex-1 basis-24")}
      />
    </div>
  );
}

const TIMES = { date: ["today", "-7d", "-30d"], moment: ["now", "today", "-2h", "-7d"] };

function One({ field, value, label, invalid, onChange }: { field: FilterField; value: Value | undefined; label: string; invalid: boolean; onChange: (value: Value | undefined) => void }) {
  const { t } = useFilterWords();
  const list = useId();
  const number = field.kind === "number";
  const times = field.kind === "date" || field.kind === "moment" ? TIMES[field.kind] : null;
  return (
    <>
      <input
        type={number ? "number" : "text"}
        step={number ? "any" : undefined}
        value={value === undefined ? "" : String(value)}
        aria-label={label}
        aria-invalid={invalid ? true : undefined}
        required
        maxLength={250}
        list={times ? list : undefined}
        placeholder={times ? t(`time.${field.kind as "date"}`) : undefined}
        onChange={({ target }) => onChange(target.value === "" ? undefined : number ? Number(target.value) : target.value)}
        className={cx(INPUT, "h-8 min-w-24 flex-1 basis-24")}
      />
      {times && (
        <datalist id={list}>
          {times.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </>
  );
}

/** What a row compares with, as its field and its question want it. */
export function ValueInput(props: Props) {
  const { field, row, name, most, invalid, onChange } = props;
  const { t } = useFilterWords();
  const [, limit] = wanted(row.op, most);
  if (limit === 0) return null;
  if (field.kind === "yes_no") {
    const options = ["yes", "no"].map((value) => ({ value, label: t(value as "yes") }));
    return <Select label={t("value_of", { name })} value={row.values[0] === false ? "no" : "yes"} onChange={(value) => onChange([value === "yes"])} options={options} className="w-auto!" />;
  }
  if (limit > 1 && row.op !== "within" && field.choices) return <Choices {...props} most={limit} />;
  if (limit > 1 && row.op !== "within" && field.kind !== "number" && field.kind !== "date") return <Words {...props} most={limit} />;
  const count = row.op === "within" ? 2 : 1;
  const put = (index: number, value: Value | undefined) => {
    const next = Array.from({ length: count }, (_, at) => (at === index ? value : row.values[at]));
    onChange(next.map((each) => each ?? ""));
  };
  const shown = (index: number) => (row.values[index] === "" ? undefined : row.values[index]);
  return (
    <div className="flex min-w-0 grow basis-48 items-center gap-1.5">
      <One field={field} value={shown(0)} label={t(count === 2 ? "value_from" : "value_of", { name })} invalid={invalid} onChange={(value) => put(0, value)} />
      {count === 2 && (
        <>
          <span className="text-text-2">{t("and")}</span>
          <One field={field} value={shown(1)} label={t("value_to", { name })} invalid={invalid} onChange={(value) => put(1, value)} />
        </>
      )}
    </div>
  );
}
