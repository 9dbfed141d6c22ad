/**
 * Every action of the desk, once. Shortcuts, buttons, menus and the key sheet (and the palette) read from here; what an
 * action does is said by the part of the page that can do it (`useAction`). Labels are `action.<id>` in the locales.
 */
import {
  ArrowDown,
  ArrowUp,
  Bell,
  CheckCheck,
  CircleCheck,
  CircleHelp,
  CirclePause,
  Clock,
  Command,
  Ellipsis,
  Flag,
  Flame,
  Inbox,
  LifeBuoy,
  Link,
  List,
  MessageSquareReply,
  MessagesSquare,
  PanelRight,
  Paperclip,
  Plus,
  Search,
  Send,
  Siren,
  StickyNote,
  Undo2,
  User,
  UserPlus,
  UserRound,
  type LucideIcon,
} from "lucide-react";

export type Group = "move" | "views" | "ticket" | "write" | "app";

export interface ActionSpec {
  keys: string;
  group: Group;
  icon: LucideIcon;
  /** Handled where the cursor is (the composer), never by the page. */
  local?: boolean;
  /** Works while typing too. */
  anywhere?: boolean;
}

const define = <Id extends string>(specs: Record<Id, ActionSpec>) => specs;

export const CATALOG = define({
  next: { keys: "j", group: "move", icon: ArrowDown },
  previous: { keys: "k", group: "move", icon: ArrowUp },
  back: { keys: "u", group: "move", icon: List },
  view_mine: { keys: "1", group: "views", icon: User },
  view_unassigned: { keys: "2", group: "views", icon: Inbox },
  view_at_risk: { keys: "3", group: "views", icon: Clock },
  view_breached: { keys: "4", group: "views", icon: Flame },
  view_open: { keys: "5", group: "views", icon: MessagesSquare },
  view_waiting: { keys: "6", group: "views", icon: CirclePause },
  view_resolved: { keys: "7", group: "views", icon: CircleCheck },
  reply: { keys: "r", group: "ticket", icon: MessageSquareReply },
  note: { keys: "n", group: "ticket", icon: StickyNote },
  assign: { keys: "a", group: "ticket", icon: UserPlus },
  assign_me: { keys: "i", group: "ticket", icon: UserRound },
  resolve: { keys: "e", group: "ticket", icon: CheckCheck },
  state: { keys: "t", group: "ticket", icon: LifeBuoy },
  priority: { keys: "p", group: "ticket", icon: Flag },
  clock: { keys: "l", group: "ticket", icon: Clock },
  acknowledge: { keys: "x", group: "ticket", icon: Siren },
  copy_link: { keys: "y", group: "ticket", icon: Link },
  more: { keys: ".", group: "ticket", icon: Ellipsis },
  details: { keys: "d", group: "ticket", icon: PanelRight },
  send: { keys: "mod+enter", group: "write", icon: Send, local: true },
  send_resolve: { keys: "mod+shift+enter", group: "write", icon: CheckCheck, local: true },
  undo_send: { keys: "z", group: "ticket", icon: Undo2 },
  attach: { keys: "f", group: "ticket", icon: Paperclip },
  send_pending: { keys: "alt+enter", group: "write", icon: Send, local: true },
  leave_composer: { keys: "escape", group: "write", icon: ArrowUp, local: true },
  palette: { keys: "mod+k", group: "app", icon: Command, anywhere: true },
  search: { keys: "/", group: "app", icon: Search },
  notifications: { keys: "b", group: "app", icon: Bell },
  new_ticket: { keys: "c", group: "app", icon: Plus },
  help: { keys: "?", group: "app", icon: CircleHelp },
});

export type ActionId = keyof typeof CATALOG;

export const GROUPS: Group[] = ["move", "views", "ticket", "write", "app"];

export const ACTIONS = Object.entries(CATALOG) as [ActionId, ActionSpec][];
