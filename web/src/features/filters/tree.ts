/** A filter while it is put together: rows in groups. Made from the tree that is kept, and made into one again. */
import type { FilterField, FilterNode, FilterTree } from "@/api/types";

export type Operator = FilterField["operators"][number];
export type Value = string | number | boolean;

export interface Row {
  kind: "row";
  /** Tells rows apart on screen; nothing else. */
  key: number;
  field: string;
  op: Operator;
  negated: boolean;
  values: Value[];
}

export interface Group {
  kind: "group";
  key: number;
  joined: "all" | "any";
  negated: boolean;
  parts: (Row | Group)[];
}

let keys = 0;
const nextKey = () => (keys += 1);

export const emptyGroup = (joined: Group["joined"] = "all"): Group => ({ kind: "group", key: nextKey(), joined, negated: false, parts: [] });

function partOf(tree: FilterTree, negated = false): Row | Group {
  if (tree.not) return partOf(tree.not, !negated);
  if (tree.field != null && tree.op != null) return { kind: "row", key: nextKey(), field: tree.field, op: tree.op, negated, values: tree.values ?? [] };
  return { kind: "group", key: nextKey(), joined: tree.any ? "any" : "all", negated, parts: (tree.any ?? tree.all ?? []).map((each) => partOf(each)) };
}

/** The groups of a filter; a single condition stands in one. */
export function groupOf(tree: FilterTree): Group {
  const part = partOf(tree);
  return part.kind === "group" ? part : { ...emptyGroup(), parts: [part] };
}

export interface Tree {
  node: FilterNode;
  /** Which row stands where in it. */
  places: Map<string, number>;
}

const says = (part: Row | Group): boolean => part.kind === "row" || part.negated || part.parts.some(says);

/** The tree that is sent. Groups with nothing in them say nothing and are left out; nothing at all is every ticket. */
export function treeOf(group: Group): Tree {
  const places = new Map<string, number>();
  const write = (part: Row | Group, path: string): FilterNode => {
    const inner = part.negated ? `${path}.not` : path;
    let node: FilterNode;
    if (part.kind === "row") {
      places.set(inner, part.key);
      node = { field: part.field, op: part.op, ...(part.values.length > 0 ? { values: part.values } : {}) };
    } else {
      const parts = part.parts.filter(says).map((each, index) => write(each, `${inner}.${part.joined}.${index}`));
      node = parts.length === 0 ? { all: [] } : { [part.joined]: parts };
    }
    return part.negated ? { not: node } : node;
  };
  return { node: write(group, ""), places };
}

/** The row that a mistake is in; `path` is the server's, below `body.filter` or another place. */
export function rowAt({ places }: Tree, path: string, below: string): number | null {
  const rest = path.slice(below.length);
  return [...places].find(([place]) => rest === place || rest.startsWith(`${place}.`))?.[1] ?? null;
}

export function put(group: Group, key: number, change: (part: Row | Group) => Row | Group | null): Group {
  const parts = group.parts.flatMap((part) => {
    if (part.key === key) return change(part) ?? [];
    return part.kind === "group" ? put(part, key, change) : part;
  });
  return { ...group, parts };
}

/** How many values an operator takes, at least and at most. */
export function wanted(op: Operator, most: number): [number, number] {
  if (op === "empty") return [0, 0];
  if (op === "within") return [2, 2];
  return op === "any_of" || op === "under" ? [1, most] : [1, 1];
}

const ORDERED: Operator[] = ["lt", "lte", "gt", "gte", "within"];

/** What can be asked, each with its opposite where that is not another operator anyway. */
export function questions({ operators, kind }: Pick<FilterField, "operators" | "kind">): Pick<Row, "op" | "negated">[] {
  const single = (op: Operator) => ORDERED.includes(op) || (kind === "yes_no" && op === "any_of");
  return operators.flatMap((op) => (single(op) ? [{ op, negated: false }] : [{ op, negated: false }, { op, negated: true }]));
}

/** A row about another field begins anew. */
export function rowOf(field: FilterField, key = nextKey()): Row {
  const [first] = questions(field);
  return { kind: "row", key, field: field.id, op: first?.op ?? "any_of", negated: false, values: field.kind === "yes_no" ? [true] : [] };
}

/** The same row with another question; the values stay where they can. */
export function asking(row: Row, { op, negated }: Pick<Row, "op" | "negated">, most: number): Row {
  const [, limit] = wanted(op, most);
  return { ...row, op, negated, values: row.values.slice(0, limit) };
}

export function countRows(group: Group): number {
  return group.parts.reduce((sum, part) => sum + (part.kind === "row" ? 1 : countRows(part)), 0);
}
