import type { ReactNode } from "react";

export interface MenuEntry {
  id: string;
  label: string;
  icon?: ReactNode;
  hint?: string;
  keys?: string;
  disabled?: boolean;
  tone?: "danger";
  /** What a filter looks through, when that is more than the label. */
  search?: string;
  /** How deep the entry stands in a tree; 0 at its root. */
  level?: number;
}

export interface MenuGroup {
  id: string;
  label?: string;
  entries: MenuEntry[];
  /** Makes the group a choice of one: the entry that is chosen now. */
  chosen?: string;
  /** Makes it a choice of several; the menu stays open. */
  chosenMany?: string[];
}
