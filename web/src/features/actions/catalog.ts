/**
 * Every action of the desk, once. Shortcuts, buttons, menus and the key sheet (and the palette) read from here; what an
 * action does is said by the part of the page that can do it (`useAction`). Labels are `action.<id>` in the locales.
 */
import {
  ArrowDown,
  ArrowUp,
  CheckCheck,
  CircleHelp,
  Flag,
  LifeBuoy,
  List,
  MessageSquareReply,
  PanelRight,
  Plus,
  Send,
  StickyNote,
  UserPlus,
  UserRound,
  type LucideIcon,
} from "lucide-react";

export type Group = "move" | "ticket" | "write" | "app";

export interface ActionSpec {
  keys: string;
  group: Group;
  icon: LucideIcon;
  /** Handled where the cursor is (the composer), never by the page. */
  local?: boolean;
}

const define = <Id extends string>(specs: Record<Id, ActionSpec>) => specs;

export const CATALOG = define({
  next: { keys: "j", group: "move", icon: ArrowDown },
  previous: { keys: "k", group: "move", icon: ArrowUp },
  back: { keys: "u", group: "move", icon: List },
  reply: { keys: "r", group: "ticket", icon: MessageSquareReply },
  note: { keys: "n", group: "ticket", icon: StickyNote },
  assign: { keys: "a", group: "ticket", icon: UserPlus },
  assign_me: { keys: "i", group: "ticket", icon: UserRound },
  resolve: { keys: "e", group: "ticket", icon: CheckCheck },
  state: { keys: "t", group: "ticket", icon: LifeBuoy },
  priority: { keys: "p", group: "ticket", icon: Flag },
  details: { keys: "d", group: "ticket", icon: PanelRight },
  send: { keys: "mod+enter", group: "write", icon: Send, local: true },
  send_resolve: { keys: "mod+shift+enter", group: "write", icon: CheckCheck, local: true },
  send_pending: { keys: "alt+enter", group: "write", icon: Send, local: true },
  leave_composer: { keys: "escape", group: "write", icon: ArrowUp, local: true },
  new_ticket: { keys: "c", group: "app", icon: Plus },
  help: { keys: "?", group: "app", icon: CircleHelp },
});

export type ActionId = keyof typeof CATALOG;

export const GROUPS: Group[] = ["move", "ticket", "write", "app"];

export const ACTIONS = Object.entries(CATALOG) as [ActionId, ActionSpec][];
