import type { FieldDefinition } from "@/api/types";
import type { FieldValue } from "@/features/tickets/rules";

export type Fault = "number" | "pattern" | "date";
export type Read = { value: FieldValue | null } | { fault: Fault };

const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;

/** A pattern of the tenant's own may be one that this browser does not know; then the server decides. */
function fits(pattern: string | null, text: string): boolean {
  try {
    return !pattern || new RegExp(`^(?:${pattern})$`, "u").test(text);
  } catch {
    return true;
  }
}

/** What was typed into a field, as the value it stands for; nothing typed means no value. */
export function readValue({ type, pattern }: FieldDefinition, typed: string): Read {
  const text = typed.trim();
  if (!text) return { value: null };
  if (type === "number") return NUMBER.test(text) ? { value: Number(text.replace(",", ".")) } : { fault: "number" };
  if (type === "date") return Number.isNaN(Date.parse(text)) ? { fault: "date" } : { value: text };
  if (type === "regex") return fits(pattern, text) ? { value: text } : { fault: "pattern" };
  return { value: text };
}

/** A value as its field shows it. */
export function showValue({ type }: FieldDefinition, value: FieldValue | null | undefined, locale: string): string {
  if (value === null || value === undefined) return "";
  if (type === "number" && typeof value === "number") return new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 12 }).format(value);
  return Array.isArray(value) ? value.join(", ") : String(value);
}
