import { GripVertical } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/class-names";
import { announce } from "@/ui/toasts";

interface Props<T> {
  items: T[];
  label: string;
  nameOf: (item: T) => string;
  onSort: (ids: string[]) => void;
  children: (item: T) => ReactNode;
}

function moveTo(ids: string[], id: string, to: number): string[] {
  const rest = ids.filter((other) => other !== id);
  rest.splice(Math.max(0, Math.min(to, rest.length)), 0, id);
  return rest;
}

/** A list whose order people set: by dragging the grip, or with the arrow keys on it. */
export function SortList<T extends { id: string }>({ items, label, nameOf, onSort, children }: Props<T>) {
  const { t } = useTranslation("settings");
  const box = useRef<HTMLUListElement>(null);
  const [drag, setDrag] = useState<{ id: string; ids: string[] } | null>(null);
  const ids = items.map((item) => item.id);
  const shown = drag ? drag.ids.flatMap((id) => items.find((item) => item.id === id) ?? []) : items;

  const onKeyDown = (event: React.KeyboardEvent, item: T) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const to = ids.indexOf(item.id) + (step ?? 0);
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    if (to < 0 || to >= ids.length) return;
    onSort(moveTo(ids, item.id, to));
    announce(t("order.moved", { name: nameOf(item), place: to + 1, count: ids.length }));
  };
  const onPointerDown = (event: React.PointerEvent, id: string) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ id, ids });
  };
  const onPointerMove = (event: React.PointerEvent) => {
    if (!drag || !box.current) return;
    const rows = [...box.current.children].map((row) => row.getBoundingClientRect());
    const to = rows.filter((row) => row.top + row.height / 2 < event.clientY).length;
    const from = drag.ids.indexOf(drag.id);
    // Its own row is one of those above the pointer when it goes down.
    const next = moveTo(drag.ids, drag.id, to > from ? to - 1 : to);
    if (next.join() !== drag.ids.join()) setDrag({ ...drag, ids: next });
  };
  const drop = (keep: boolean) => {
    if (drag && keep && drag.ids.join() !== ids.join()) onSort(drag.ids);
    setDrag(null);
  };
  return (
    <ul ref={box} aria-label={label} className="flex flex-col">
      {shown.map((item) => (
        <li key={item.id} className={cx("flex items-start gap-1", drag?.id === item.id && "rounded-m bg-selected")}>
          <button
            type="button"
            aria-label={t("order.grip", { name: nameOf(item) })}
            aria-keyshortcuts="ArrowUp ArrowDown"
            data-tip={t("order.hint")}
            onKeyDown={(event) => onKeyDown(event, item)}
            onPointerDown={(event) => onPointerDown(event, item.id)}
            onPointerMove={onPointerMove}
            onPointerUp={() => drop(true)}
            onPointerCancel={() => drop(false)}
            className="mt-1.5 grid size-6 shrink-0 cursor-grab touch-none place-items-center rounded-m text-text-3 hover:bg-hover hover:text-text"
          >
            <GripVertical aria-hidden className="icon-s" />
          </button>
          <div className="min-w-0 flex-1">{children(item)}</div>
        </li>
      ))}
    </ul>
  );
}
