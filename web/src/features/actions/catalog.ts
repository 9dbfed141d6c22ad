/**
 * Every action of the desk, once. Shortcuts, buttons, menus and the key sheet (and the palette) read from here; what an
 * action does is said by the part of the page that can do it (`useAction`). Labels are `action.<id>` in the locales.
 */
import {
  ArrowDown,
  ArrowUp,
  Ban,
  Bell,
  CheckCheck,
  CircleCheck,
  CircleHelp,
  CirclePause,
  Clock,
  Command,
  Ellipsis,
  Eye,
  Flag,
  Flame,
  FolderTree,
  Inbox,
  LifeBuoy,
  Link,
  List,
  Merge,
  MessageSquareReply,
  MessagesSquare,
  Moon,
  PanelRight,
  Paperclip,
  Plus,
  Search,
  Send,
  Settings,
  Siren,
  Split,
  StickyNote,
  Sunrise,
  Tag,
  Undo2,
  User,
  UserPlus,
  UserRound,
  Users,
  Waypoints,
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
  view_snoozed: { keys: "7", group: "views", icon: Moon },
  view_resolved: { keys: "8", group: "views", icon: CircleCheck },
  view_spam: { keys: "9", group: "views", icon: Ban },
  reply: { keys: "r", group: "ticket", icon: MessageSquareReply },
  note: { keys: "n", group: "ticket", icon: StickyNote },
  assign: { keys: "a", group: "ticket", icon: UserPlus },
  assign_me: { keys: "i", group: "ticket", icon: UserRound },
  resolve: { keys: "e", group: "ticket", icon: CheckCheck },
  snooze: { keys: "s", group: "ticket", icon: Moon },
  wake: { keys: "shift+s", group: "ticket", icon: Sunrise },
  state: { keys: "o", group: "ticket", icon: LifeBuoy },
  priority: { keys: "p", group: "ticket", icon: Flag },
  tags: { keys: "t", group: "ticket", icon: Tag },
  category: { keys: "g", group: "ticket", icon: FolderTree },
  team: { keys: "shift+a", group: "ticket", icon: Users },
  watch: { keys: "w", group: "ticket", icon: Eye },
  merge: { keys: "m", group: "ticket", icon: Merge },
  split: { keys: "shift+m", group: "ticket", icon: Split },
  link: { keys: "shift+l", group: "ticket", icon: Waypoints },
  spam: { keys: "!", group: "ticket", icon: Ban },
  clock: { keys: "l", group: "ticket", icon: Clock },
  escalate: { keys: "shift+x", group: "ticket", icon: Siren },
  calls: { keys: "h", group: "ticket", icon: Siren },
  acknowledge: { keys: "x", group: "ticket", icon: Siren },
  copy_link: { keys: "y", group: "ticket", icon: Link },
  more: { keys: ".", group: "ticket", icon: Ellipsis },
  details: { keys: "d", group: "ticket", icon: PanelRight },
  send: { keys: "mod+enter", group: "write", icon: Send, local: true },
  send_resolve: { keys: "mod+shift+enter", group: "write", icon: CheckCheck, local: true },
  undo_send: { keys: "z", group: "ticket", icon: Undo2 },
  attach: { keys: "f", group: "ticket", icon: Paperclip },
  send_pending: { keys: "alt+enter", group: "write", icon: Send, local: true },
  canned: { keys: "/", group: "write", icon: MessagesSquare, local: true },
  leave_composer: { keys: "escape", group: "write", icon: ArrowUp, local: true },
  palette: { keys: "mod+k", group: "app", icon: Command, anywhere: true },
  search: { keys: "/", group: "app", icon: Search },
  notifications: { keys: "b", group: "app", icon: Bell },
  new_ticket: { keys: "c", group: "app", icon: Plus },
  canned_list: { keys: "shift+c", group: "app", icon: MessagesSquare },
  export: { keys: "shift+e", group: "app", icon: ArrowDown },
  settings: { keys: ",", group: "app", icon: Settings },
  help: { keys: "?", group: "app", icon: CircleHelp },
});

export type ActionId = keyof typeof CATALOG;

export const GROUPS: Group[] = ["move", "views", "ticket", "write", "app"];

export const ACTIONS = Object.entries(CATALOG) as [ActionId, ActionSpec][];
