/** A filter in rows is the filter that is kept, and back. */
import { expect, test } from "vitest";
import type { FilterTree } from "@/api/types";
import { asking, countRows, emptyGroup, groupOf, put, questions, rowAt, rowOf, treeOf, wanted } from "./tree";

const VIP: FilterTree = { field: "tag", op: "any_of", values: ["vip"] };
const URGENT: FilterTree = { field: "priority", op: "any_of", values: ["urgent", "high"] };

test.each<FilterTree>([
  { all: [URGENT, { not: VIP }] },
  { any: [URGENT, { all: [VIP, { field: "team", op: "empty" }] }] },
  { not: { any: [URGENT, VIP] } },
  { all: [URGENT, { not: { all: [VIP, { field: "created", op: "within", values: ["-7d", "now"] }] } }] },
  { all: [] },
  { not: { all: [] } },
])("%j comes back as it was", (tree) => expect(treeOf(groupOf(tree)).node).toEqual(tree));

test("a single condition stands in a group, also a negated one", () => {
  expect(treeOf(groupOf(VIP)).node).toEqual({ all: [VIP] });
  expect(treeOf(groupOf({ not: VIP })).node).toEqual({ all: [{ not: VIP }] });
  expect(groupOf({ not: VIP }).parts).toMatchObject([{ kind: "row", negated: true }]);
});

test("groups without rows say nothing", () => {
  const group = { ...emptyGroup("any"), parts: [emptyGroup("all"), { ...emptyGroup("any"), parts: [emptyGroup()] }] };
  expect(treeOf(group).node).toEqual({ all: [] });
});

test("a mistake is found in its row, whatever stands before it", () => {
  const group = groupOf({ all: [URGENT, { not: { any: [VIP, { not: URGENT }] } }] });
  const [first, second] = group.parts;
  const holed = { ...group, parts: [emptyGroup(), ...group.parts] };
  const tree = treeOf(holed);
  expect(rowAt(tree, "body.filter.all.0.values.1", "body.filter")).toBe(first?.key);
  const inner = second?.kind === "group" ? second.parts : [];
  expect(rowAt(tree, "body.filter.all.1.not.any.0.op", "body.filter")).toBe(inner[0]?.key);
  expect(rowAt(tree, "body.filter.all.1.not.any.1.not.field", "body.filter")).toBe(inner[1]?.key);
  expect(rowAt(tree, "body.filter", "body.filter")).toBeNull();
  expect(rowAt(treeOf(groupOf({ all: Array<FilterTree>(11).fill(VIP) })), "body.filter.all.10.op", "body.filter")).not.toBe(rowAt(treeOf(groupOf(VIP)), "body.filter.all.1.op", "body.filter"));
});

test("a part is changed or taken out wherever it is", () => {
  const group = groupOf({ any: [URGENT, { all: [VIP, URGENT] }] });
  const deep = group.parts[1]?.kind === "group" ? group.parts[1].parts[0] : undefined;
  expect(treeOf(put(group, deep?.key ?? 0, () => null)).node).toEqual({ any: [URGENT, { all: [URGENT] }] });
  expect(countRows(group)).toBe(3);
});

test("another question keeps the values that it can", () => {
  const field = { id: "weight", name: "weight", label: null, kind: "number" as const, operators: ["any_of" as const, "lt" as const, "within" as const, "empty" as const], choices: null, keywords: [], optional: true };
  expect(questions(field).map(({ op, negated }) => (negated ? `-${op}` : op))).toEqual(["any_of", "-any_of", "lt", "within", "empty", "-empty"]);
  const row = { ...rowOf(field), values: [2, 5, 7] };
  expect(asking(row, { op: "within", negated: false }, 50).values).toEqual([2, 5]);
  expect(asking(row, { op: "lt", negated: false }, 50).values).toEqual([2]);
  expect(asking(row, { op: "empty", negated: true }, 50)).toMatchObject({ values: [], negated: true });
  expect(wanted("any_of", 50)).toEqual([1, 50]);
});
