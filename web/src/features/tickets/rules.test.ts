import { expect, test } from "vitest";
import type { FieldDefinition, Status, TicketSettings } from "@/api/types";
import { categoryPath, categoryTree, missingFor, NO_RULES, statusesFor, statusOf } from "./rules";

const status = (id: string, more: Partial<Status> = {}): Status => ({
  id, state: "pending", agent_label: id, customer_label: id, colour: "grey", order: 1, roles: [], replaced_by: null, version: 1, ...more,
});
const field = (key: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  id: `fld_${key}`, key, label: key, type: "text", options: [], pattern: null, required: "resolve", order: 1, active: true, version: 1, ...more,
});
const category = (id: string, parent_id: string | null, order = 1, active = true) => ({ id, parent_id, label: id, order, active, replaced_by: null, version: 1 });
const rules = (more: Partial<TicketSettings>): TicketSettings => ({ ...NO_RULES, ...more });

test("a deleted status is what replaced it, over several steps, and a circle ends", () => {
  const set = rules({ statuses: [status("a", { replaced_by: "b" }), status("b", { replaced_by: "c" }), status("c"), status("x", { replaced_by: "y" }), status("y", { replaced_by: "x" })] });
  expect(statusOf(set, "a")?.id).toBe("c");
  expect(statusOf(set, "x")).toBeNull();
  expect(statusOf(set, null)).toBeNull();
});

test("only what the role may set is offered, in the tenant's order", () => {
  const statuses = [status("late", { order: 9 }), status("first", { order: 1 }), status("boss", { roles: ["admin"] }), status("gone", { replaced_by: "first" }), status("else", { state: "open" })];
  expect(statusesFor(rules({ statuses }), "pending", "agent").map(({ id }) => id)).toEqual(["first", "late"]);
  expect(statusesFor(rules({ statuses }), "pending", "admin").map(({ id }) => id)).toContain("boss");
});

test("a category knows its way down from the root, and the tree stands in order", () => {
  const set = rules({ categories: [category("leaf", "mid"), category("mid", "root"), category("root", null, 2), category("other", null, 1), category("off", null, 0, false)] });
  expect(categoryPath(set, "leaf").map(({ id }) => id)).toEqual(["root", "mid", "leaf"]);
  expect(categoryTree(set).map(({ path, level }) => [path, level])).toEqual([["other", 0], ["root", 0], ["root › mid", 1], ["root › mid › leaf", 2]]);
  expect(categoryTree(set, true)[0]?.category.id).toBe("off");
  const gone = rules({ categories: [{ ...category("old", "root", 1, false), replaced_by: "leaf" }, ...set.categories] });
  expect(categoryPath(gone, "old").map(({ id }) => id)).toEqual(["root", "mid", "leaf"]);
});

test("what is required and empty is missing; nought and an unticked box are values", () => {
  const set = rules({ fields: [field("text"), field("count", { type: "number" }), field("tick", { type: "checkbox" }), field("list", { type: "multi_select" }), field("old", { active: false }), field("never", { required: "never" })] });
  expect(missingFor(set, "resolve", { text: "", count: 0, tick: false, list: [] }).map(({ key }) => key)).toEqual(["text", "list"]);
  const early = rules({ fields: [field("early", { required: "create" }), field("late")] });
  expect(missingFor(early, "create", {}).map(({ key }) => key)).toEqual(["early"]);
  expect(missingFor(early, "resolve", {}).map(({ key }) => key)).toEqual(["early", "late"]);
});
