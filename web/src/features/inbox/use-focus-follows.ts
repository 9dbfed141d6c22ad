import { useEffect, useRef } from "react";
import { useMedia } from "@/lib/use-media";
import { stopOf } from "./stop-of";
import type { TicketList } from "./use-ticket-list";

/** As --breakpoint-pane: below it the list and the thread take turns. */
const NARROW = "(width < 760px)";

const rowOf = (number: number | null | undefined) => document.querySelector<HTMLElement>(`[data-number="${number}"]`);

/** Nothing has the focus, though somebody is at work here: what had it is gone. A page that was just loaded is left alone. */
const isLost = () => document.activeElement === document.body && navigator.userActivation?.hasBeenActive !== false;

/**
 * The focus goes where the work goes: from a row to the row that is opened, with the one of list and thread that takes the
 * other's place on a narrow screen, and to the list when what had it has left the page.
 */
export function useFocusFollows(current: number | null, list: TicketList): void {
  const narrow = useMedia(NARROW);
  const shown = useRef(current);
  const stop = stopOf(list.rows, current);
  useEffect(() => {
    const before = shown.current;
    shown.current = current;
    const turns = narrow && before !== current;
    const at = document.activeElement;
    const moves = before !== current && at instanceof HTMLElement && at.matches("[data-number], #conversation");
    if (!turns && !moves && (list.status === "pending" || !isLost())) return;
    const frame = requestAnimationFrame(() => {
      // What floats over the page has the focus now, and gives it back by itself.
      if (document.querySelector("[role=dialog], [role=menu]")) return;
      // Nor from where it has gone by now, as into the answer that is being written.
      if (document.activeElement !== at && !isLost()) return;
      if (!turns && !moves && !isLost()) return;
      const row = rowOf(turns && current === null ? before : stop) ?? rowOf(stop);
      const target = row?.checkVisibility() ? row : document.getElementById("conversation");
      target?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [current, narrow, stop, list.status]);
}
