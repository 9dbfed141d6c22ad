import { Check, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Autocomplete, useFilter } from "react-aria-components/Autocomplete";
import { Header } from "react-aria-components/Header";
import { Input } from "react-aria-components/Input";
import { Menu, MenuItem, MenuSection } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { SearchField } from "react-aria-components/SearchField";
import type { RefObject } from "react";
import { cx } from "./class-names";
import { Keys } from "./keys";
import type { MenuEntry, MenuGroup } from "./menu-types";

export interface MenuSurfaceProps {
  label: string;
  groups: MenuGroup[];
  anchor: RefObject<HTMLElement | null>;
  onChoose: (id: string) => void;
  onClose: () => void;
  /** Adds a field that narrows the entries down; its placeholder. */
  filter?: string;
  placement?: "bottom start" | "bottom end" | "right bottom" | "top end";
}

const LEVELS = ["", "pl-6", "pl-10", "pl-14"];

/** One, several, or none can be chosen in a group. */
function selectionOf({ chosen, chosenMany }: MenuGroup) {
  if (chosenMany) return { selectionMode: "multiple" as const, selectedKeys: chosenMany };
  return chosen === undefined ? {} : { selectionMode: "single" as const, selectedKeys: [chosen] };
}

function Entry({ entry, chosen, choice }: { entry: MenuEntry; chosen: boolean; choice: boolean }) {
  return (
    <MenuItem
      id={entry.id}
      textValue={entry.search ?? entry.label}
      isDisabled={entry.disabled}
      className={cx(
        "flex min-h-7 items-center gap-2 rounded-m px-2 py-1 outline-none data-disabled:opacity-50 data-focused:bg-raised-hover",
        entry.tone === "danger" && "text-breach",
        LEVELS[Math.min(entry.level ?? 0, LEVELS.length - 1)],
      )}
    >
      {entry.icon && <span className="grid size-4 shrink-0 place-items-center text-text-3">{entry.icon}</span>}
      <span className="min-w-0 flex-1 truncate">{entry.label}</span>
      {entry.hint && <span className="max-w-28 truncate text-12 text-text-2">{entry.hint}</span>}
      {entry.keys && <Keys keys={entry.keys} className="text-text-2" />}
      {choice && (
        <span className="grid size-4 shrink-0 place-items-center">
          {chosen && <Check aria-hidden className="icon-s text-accent" />}
        </span>
      )}
    </MenuItem>
  );
}

/** With a filter the focus stays in its field; a list that scrolls must be reachable all the same. */
function reachable(box: HTMLDivElement | null): void {
  const list = box?.querySelector<HTMLElement>("[role=menu]");
  if (list) list.tabIndex = 0;
}

function Entries({ label, groups, filter, onChoose, onClose }: MenuSurfaceProps) {
  const { t } = useTranslation();
  return (
    <Menu
      aria-label={label}
      onAction={(id) => onChoose(String(id))}
      onClose={groups.some((group) => group.chosenMany) ? undefined : onClose}
      shouldCloseOnSelect={!groups.some((group) => group.chosenMany)}
      autoFocus={filter ? undefined : "first"}
      className="max-h-80 overflow-auto p-1 outline-none"
      renderEmptyState={() => <p className="px-2 py-1.5 text-text-3">{t("common.nothing_found")}</p>}
    >
      {groups.map((group) => (
        <MenuSection
          key={group.id}
          // Its entries can have any name, and all of them stand in one list.
          id={`group:${group.id}`}
          aria-label={group.label ?? label}
          {...selectionOf(group)}
          className="not-first:mt-1 not-first:border-t not-first:pt-1"
        >
          {group.label && <Header className="px-2 pt-1.5 pb-1 text-11 font-medium text-text-3">{group.label}</Header>}
          {group.entries.map((entry) => (
            <Entry
              key={entry.id}
              entry={entry}
              chosen={entry.id === group.chosen || (group.chosenMany?.includes(entry.id) ?? false)}
              choice={group.chosen !== undefined || group.chosenMany !== undefined}
            />
          ))}
        </MenuSection>
      ))}
    </Menu>
  );
}

/** The floating part of a menu. Loaded on first use, because it is the heaviest piece of the interface. */
export default function MenuSurface(props: MenuSurfaceProps) {
  const { contains } = useFilter({ sensitivity: "base" });
  return (
    <Popover
      isOpen
      aria-label={props.label}
      onOpenChange={(open) => !open && props.onClose()}
      triggerRef={props.anchor}
      placement={props.placement ?? "bottom start"}
      offset={4}
      className="w-menu overflow-hidden rounded-l border border-line bg-raised text-text shadow-float animate-appear"
    >
      {props.filter ? (
        <Autocomplete filter={contains}>
          <SearchField aria-label={props.filter} autoFocus className="flex items-center gap-2 border-b px-3">
            <Search aria-hidden className="icon-s text-text-3" />
            <Input placeholder={props.filter} className="h-9 min-w-0 flex-1 bg-transparent outline-none" />
          </SearchField>
          <div ref={reachable}>
            <Entries {...props} />
          </div>
        </Autocomplete>
      ) : (
        <Entries {...props} />
      )}
    </Popover>
  );
}
