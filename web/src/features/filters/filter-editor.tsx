import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { FilterProblem } from "@/api/types";
import { Button } from "@/ui/button";
import { Bone } from "@/ui/skeleton";
import { useReason } from "@/features/tickets/reasons";
import { Builder } from "./builder";
import { filterFieldsQuery, readFilter, useReading, type Written } from "./filters";
import { TextBox } from "./text-box";
import { countRows, groupOf, rowAt, treeOf, wanted, type Group } from "./tree";
import { useFilterWords } from "./words";

interface Props {
  value: Written;
  onChange: (value: Written) => void;
  /** Whether somebody looks whom `me` can mean. */
  viewer: boolean;
}

/** Rows that nobody has finished yet; the browser asks for what is missing when the form is sent. */
function unfinished(group: Group): Set<number> {
  return new Set(group.parts.flatMap((part) => (part.kind === "group" ? [...unfinished(part)] : part.values.filter((each) => each !== "").length < wanted(part.op, 1)[0] ? [part.key] : [])));
}

/** A filter, put together in rows and groups or written as a line of text; each can be had from the other. */
export function FilterEditor({ value, onChange, viewer }: Props) {
  const { t } = useFilterWords();
  const reason = useReason();
  const known = useQuery(filterFieldsQuery);
  const reading = useReading(value, viewer);
  const [failed, setFailed] = useState<unknown>(null);
  const inRows = value.form === "rows";
  const tree = treeOf(value.group);
  const open = unfinished(value.group);
  const problems = reading?.problems ?? [];
  const fault = (key: number) => (open.has(key) ? null : (problems.find(({ path }) => path !== null && rowAt(tree, path, "body.filter") === key)?.message ?? null));
  const whole = problems.filter(({ path }: FilterProblem) => path !== null && rowAt(tree, path, "body.filter") === null);
  const turn = async () => {
    setFailed(null);
    try {
      const found = await readFilter(inRows ? { filter: tree.node } : { text: value.text }, viewer);
      if (inRows) onChange({ ...value, form: "text", text: found.text ?? "" });
      // A text with mistakes stays as it is: they stand below it.
      else if (found.filter) onChange({ ...value, form: "rows", group: groupOf(found.filter) });
    } catch (error) {
      setFailed(error);
    }
  };
  if (!known.data) {
    return known.isError ?
        <p role="alert" className="text-12 text-breach">
          {reason(known.error)}
        </p>
      : <Bone className="h-8 w-2/3" />;
  }
  return (
    <div className="flex flex-col gap-2">
      {inRows ?
        <Builder group={value.group} setting={{ fields: known.data.items, viewer, most: known.data.values_limit, fault }} onChange={(group) => onChange({ ...value, group })} />
      : <TextBox text={value.text} fields={known.data.items} viewer={viewer} problems={problems} onChange={(text) => onChange({ ...value, text })} />}
      {whole.map((each) => (
        <p key={each.message} className="text-12 text-breach">
          {each.message}
        </p>
      ))}
      {inRows && countRows(value.group) > 0 && reading?.text && (
        <p className="text-12 text-text-3">
          {t("as_text")} <code className="text-text-2">{reading.text}</code>
        </p>
      )}
      <Button size="s" look="plain" className="mx-0! self-start" disabled={(inRows && open.size > 0) || (!inRows && problems.length > 0)} onClick={() => void turn()}>
        {t(inRows ? "write_text" : "write_rows")}
      </Button>
      {failed !== null && (
        <p role="alert" className="text-12 text-breach">
          {reason(failed)}
        </p>
      )}
    </div>
  );
}
