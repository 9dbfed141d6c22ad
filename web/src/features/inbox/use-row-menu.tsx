import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useRef, useState, type ReactNode } from "react";
import { PointAnchor, type Point } from "@/ui/point-anchor";
import type { View } from "@/features/tickets/views";

const TicketMenu = lazy(() => import("@/features/tickets/ticket-menu").then((found) => ({ default: found.TicketMenu })));

const rowAt = (target: EventTarget) => (target instanceof Element ? target.closest<HTMLElement>("[data-number]") : null);

/** The list's context menu, by the right button or the menu key, for whichever row it was asked for. */
export function useRowMenu(view: View, slug: string): { onContextMenu: (event: React.MouseEvent) => void; menu: ReactNode } {
  const navigate = useNavigate();
  const anchor = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState<(Point & { number: number }) | null>(null);
  const onContextMenu = (event: React.MouseEvent) => {
    const row = rowAt(event.target);
    // With Shift the browser's own menu comes, as everywhere.
    if (!row || event.shiftKey) return;
    event.preventDefault();
    const box = row.getBoundingClientRect();
    const at = event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : { x: box.left + 32, y: box.bottom };
    setOpen({ ...at, number: Number(row.dataset.number) });
  };
  const menu = open && (
    <Suspense>
      <PointAnchor ref={anchor} at={open} />
      <TicketMenu
        key={open.number}
        number={open.number}
        slug={slug}
        anchor={anchor}
        onClose={() => setOpen(null)}
        onOpen={() => void navigate({ to: "/$slug/inbox/$view/$number", params: { slug, view: view.id, number: String(open.number) } })}
      />
    </Suspense>
  );
  return { onContextMenu, menu };
}
