import type { ReactNode } from "react";

export interface MenuEntry {
  id: string;
  label: string;
  icon?: ReactNode;
  hint?: string;
  keys?: string;
  disabled?: boolean;
  tone?: "danger";
}

export interface MenuGroup {
  id: string;
  label?: string;
  entries: MenuEntry[];
  /** Makes the group a choice of one: the entry that is chosen now. */
  chosen?: string;
}
