/** What the tenant has set for tickets, and how it is looked up. Pure. */
import type { Category, Colour, FieldDefinition, FieldType, State, Status, Ticket, TicketSettings } from "@/api/types";

export const COLOURS: readonly Colour[] = ["grey", "blue", "green", "amber", "red", "violet"];
export const FIELD_TYPES: readonly FieldType[] = ["text", "number", "date", "select", "multi_select", "checkbox", "regex"];
export type FieldValue = NonNullable<Ticket["fields"][string]>;

export const NO_RULES: TicketSettings = {
  statuses: [],
  fields: [],
  categories: [],
  teams: [],
  close_after_days: 4,
  reopen_days: 0,
  undo_send_seconds: 10,
  calendar_id: null,
  shown_promises: [],
  urgent_calls_anyway: true,
  version: 0,
};

export const byOrder = (a: { order: number }, b: { order: number }) => a.order - b.order;

/** The status that a ticket shows: a deleted one is its replacement, also over several steps. */
export function statusOf({ statuses }: TicketSettings, id: string | null): Status | null {
  const seen = new Set<string>();
  for (let next = id; next !== null && !seen.has(next); ) {
    seen.add(next);
    const found = statuses.find((status) => status.id === next);
    if (!found) return null;
    if (found.replaced_by === null) return found;
    next = found.replaced_by;
  }
  return null;
}

/** The statuses of a state that somebody with this role may set, in their order. */
export function statusesFor({ statuses }: TicketSettings, state: State, role: string): Status[] {
  const mine = (status: Status) => status.roles.length === 0 || status.roles.includes(role);
  return statuses.filter((status) => status.state === state && status.replaced_by === null && mine(status)).sort(byOrder);
}

/** From the root down to the category itself, or to what replaced it; empty when there is no such category. */
export function categoryPath({ categories }: TicketSettings, id: string | null): Category[] {
  const path: Category[] = [];
  const seen = new Set<string>();
  for (let next = id; next !== null && !seen.has(next); ) {
    seen.add(next);
    const found = categories.find((category) => category.id === next);
    if (!found) break;
    if (path.length === 0 && found.replaced_by !== null) {
      next = found.replaced_by;
      continue;
    }
    path.unshift(found);
    next = found.parent_id;
  }
  return path;
}

export interface Branch {
  category: Category;
  /** 0 at the root. */
  level: number;
  path: string;
}

/** All categories as they stand in a tree, parents before their children. */
export function categoryTree(settings: TicketSettings, all = false): Branch[] {
  const below = (parent: string | null, level: number, prefix: string): Branch[] =>
    settings.categories
      .filter((category) => category.parent_id === parent && (all || category.active))
      .sort((a, b) => byOrder(a, b) || a.label.localeCompare(b.label))
      .flatMap((category) => {
        const path = prefix ? `${prefix} › ${category.label}` : category.label;
        return [{ category, level, path }, ...below(category.id, level + 1, path)];
      });
  return below(null, 0, "");
}

export const activeFields = ({ fields }: TicketSettings) => fields.filter((field) => field.active).sort(byOrder);

export const isEmpty = (value: FieldValue | null | undefined) =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** What has to be filled in before this can be done; what is needed from the start is needed at the end too. Nought and an unticked box are values. */
export function missingFor(
  settings: TicketSettings,
  moment: "create" | "resolve",
  values: Record<string, FieldValue | null>,
): FieldDefinition[] {
  const wanted = moment === "create" ? ["create"] : ["create", "resolve"];
  return activeFields(settings).filter((field) => wanted.includes(field.required) && isEmpty(values[field.key]));
}
