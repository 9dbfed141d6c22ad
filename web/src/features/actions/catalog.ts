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
  /** Changes something: not offered to who looks as somebody else. */
  writes?: boolean;
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
  reply: { keys: "r", group: "ticket", icon: MessageSquareReply, writes: true },
  note: { keys: "n", group: "ticket", icon: StickyNote, writes: true },
  assign: { keys: "a", group: "ticket", icon: UserPlus, writes: true },
  assign_me: { keys: "i", group: "ticket", icon: UserRound, writes: true },
  resolve: { keys: "e", group: "ticket", icon: CheckCheck, writes: true },
  snooze: { keys: "s", group: "ticket", icon: Moon, writes: true },
  wake: { keys: "shift+s", group: "ticket", icon: Sunrise, writes: true },
  state: { keys: "o", group: "ticket", icon: LifeBuoy, writes: true },
  priority: { keys: "p", group: "ticket", icon: Flag, writes: true },
  tags: { keys: "t", group: "ticket", icon: Tag, writes: true },
  category: { keys: "g", group: "ticket", icon: FolderTree, writes: true },
  team: { keys: "shift+a", group: "ticket", icon: Users, writes: true },
  watch: { keys: "w", group: "ticket", icon: Eye, writes: true },
  merge: { keys: "m", group: "ticket", icon: Merge, writes: true },
  split: { keys: "shift+m", group: "ticket", icon: Split, writes: true },
  link: { keys: "shift+l", group: "ticket", icon: Waypoints, writes: true },
  spam: { keys: "!", group: "ticket", icon: Ban, writes: true },
  clock: { keys: "l", group: "ticket", icon: Clock },
  acknowledge: { keys: "x", group: "ticket", icon: Siren, writes: true },
  copy_link: { keys: "y", group: "ticket", icon: Link },
  more: { keys: ".", group: "ticket", icon: Ellipsis },
  details: { keys: "d", group: "ticket", icon: PanelRight },
  send: { keys: "mod+enter", group: "write", icon: Send, local: true, writes: true },
  send_resolve: { keys: "mod+shift+enter", group: "write", icon: CheckCheck, local: true, writes: true },
  undo_send: { keys: "z", group: "ticket", icon: Undo2, writes: true },
  attach: { keys: "f", group: "ticket", icon: Paperclip, writes: true },
  send_pending: { keys: "alt+enter", group: "write", icon: Send, local: true, writes: true },
  canned: { keys: "/", group: "write", icon: MessagesSquare, local: true },
  leave_composer: { keys: "escape", group: "write", icon: ArrowUp, local: true },
  palette: { keys: "mod+k", group: "app", icon: Command, anywhere: true },
  search: { keys: "/", group: "app", icon: Search },
  notifications: { keys: "b", group: "app", icon: Bell },
  new_ticket: { keys: "c", group: "app", icon: Plus, writes: true },
  canned_list: { keys: "shift+c", group: "app", icon: MessagesSquare },
  export: { keys: "shift+e", group: "app", icon: ArrowDown },
  settings: { keys: ",", group: "app", icon: Settings },
  help: { keys: "?", group: "app", icon: CircleHelp },
});

export type ActionId = keyof typeof CATALOG;

export const GROUPS: Group[] = ["move", "views", "ticket", "write", "app"];

export const ACTIONS = Object.entries(CATALOG) as [ActionId, ActionSpec][];
