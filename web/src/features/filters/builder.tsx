import { Plus, X } from "lucide-react";
import { useRef } from "react";
import type { FilterField } from "@/api/types";
import { changeAndFocus } from "@/lib/change-and-focus";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { IconButton } from "@/ui/icon-button";
import { Select } from "./select";
import { asking, emptyGroup, put, questions, rowOf, type Group, type Operator, type Row } from "./tree";
import { ValueInput } from "./value-input";
import { useFilterWords } from "./words";

const JOINED = ["all", "any", "not_any", "not_all"] as const;
/** How deep groups can be nested here; what was written as a text may go deeper, and is shown. */
const DEEPEST = 3;

export interface Setting {
  fields: FilterField[];
  viewer: boolean;
  /** How many values a condition has at most. */
  most: number;
  /** What is wrong with a row. */
  fault: (key: number) => string | null;
}

interface RowProps {
  row: Row;
  setting: Setting;
  onChange: (row: Row) => void;
  onRemove: () => void;
}

function RowLine({ row, setting, onChange, onRemove }: RowProps) {
  const { t, field: nameOf, question } = useFilterWords();
  const { fields, viewer, most } = setting;
  const field = fields.find(({ id }) => id === row.field);
  const fault = setting.fault(row.key);
  const name = field ? nameOf(field) : row.field;
  const asked = field ? questions(field) : [];
  const known = asked.some(({ op, negated }) => op === row.op && negated === row.negated);
  const offered = (known ? asked : [...asked, row]).map((each) => ({ value: `${each.negated ? "-" : ""}${each.op}`, label: field ? question(field, each) : each.op }));
  const choices = fields.map((each) => ({ value: each.id, label: nameOf(each) }));
  if (!field) choices.push({ value: row.field, label: t("field_gone", { name: row.field }) });
  return (
    <li className="flex flex-col gap-1" data-row>
      <div className="flex items-start gap-1">
        <div className="flex min-w-0 flex-1 flex-wrap items-start gap-1.5">
          <Select
            label={t("field_label")}
            value={row.field}
            onChange={(id) => {
              const next = fields.find((each) => each.id === id);
              if (next) onChange(rowOf(next, row.key));
            }}
            options={choices}
            className="w-36!"
          />
          <Select
            label={t("question", { name })}
            value={`${row.negated ? "-" : ""}${row.op}`}
            onChange={(value) => onChange(asking(row, { op: value.replace("-", "") as Operator, negated: value.startsWith("-") }, most))}
            options={offered}
            className="w-36!"
          />
          {field && <ValueInput field={field} row={row} name={name} viewer={viewer} most={most} invalid={fault !== null} onChange={(values) => onChange({ ...row, values })} />}
        </div>
        <IconButton icon={X} label={t("row_remove", { name })} onClick={onRemove} />
      </div>
      {fault && <p className="text-12 text-breach">{fault}</p>}
    </li>
  );
}

interface GroupProps {
  group: Group;
  setting: Setting;
  depth?: number;
  onChange: (group: Group) => void;
  onRemove?: () => void;
}

/** Conditions that hold together, in groups that can be nested. */
export function Builder({ group, setting, depth = 1, onChange, onRemove }: GroupProps) {
  const { t } = useFilterWords();
  const box = useRef<HTMLDivElement>(null);
  const joined = `${group.negated ? "not_" : ""}${group.joined}` as const;
  const first = setting.fields.find(({ id }) => id === "priority") ?? setting.fields[0];
  const change = (key: number, next: Row | Group | null) => onChange(put(group, key, () => next));
  const found = (selector: string) => () => box.current?.querySelector<HTMLElement>(`:scope > ${selector}`);
  const add = (part: Row | Group) => changeAndFocus(() => onChange({ ...group, parts: [...group.parts, part] }), found("ul > li:last-child select"));
  const remove = (key: number) => changeAndFocus(() => change(key, null), found("[data-add] button"));
  return (
    <div ref={box} role="group" aria-label={t(`joined.${joined}`)} className={cx("flex flex-col gap-2", depth > 1 && "rounded-m border bg-sunken p-2")}>
      {(group.parts.length > 1 || depth > 1 || group.negated) && (
        <div className="flex items-center gap-2">
          <Select
            label={t("joined_label")}
            value={joined}
            onChange={(value) => onChange({ ...group, negated: value.startsWith("not_"), joined: value.endsWith("all") ? "all" : "any" })}
            options={JOINED.map((value) => ({ value, label: t(`joined.${value}`) }))}
            className="w-auto!"
          />
          <span className="flex-1" />
          {onRemove && <IconButton icon={X} label={t("group_remove")} onClick={onRemove} />}
        </div>
      )}
      {group.parts.length > 0 && (
        <ul className="flex flex-col gap-2">
          {group.parts.map((part) =>
            part.kind === "row" ?
              <RowLine key={part.key} row={part} setting={setting} onChange={(next) => change(part.key, next)} onRemove={() => remove(part.key)} />
            : <li key={part.key}>
                <Builder group={part} setting={setting} depth={depth + 1} onChange={(next) => change(part.key, next)} onRemove={() => remove(part.key)} />
              </li>,
          )}
        </ul>
      )}
      {depth === 1 && group.parts.length === 0 && <p className="text-12 text-text-3">{t("everything")}</p>}
      <div data-add className="flex flex-wrap gap-2">
        <Button size="s" disabled={!first} onClick={() => first && add(rowOf(first))}>
          <Plus aria-hidden className="icon-s" /> {t("row_add")}
        </Button>
        {depth < DEEPEST && (
          <Button size="s" disabled={!first} onClick={() => first && add({ ...emptyGroup("any"), parts: [rowOf(first)] })}>
            <Plus aria-hidden className="icon-s" /> {t("group_add")}
          </Button>
        )}
      </div>
    </div>
  );
}
