import { useEffect, type RefObject } from "react";
import { useStore } from "@/lib/store";
import { wantedField } from "@/features/tickets/notices";

const CONTROL = "input, select, textarea, button";

/** Takes the focus to the field that somebody asked for, as soon as it is on the page. */
export function useWantedField(number: number, box: RefObject<HTMLElement | null>): void {
  const wanted = useStore(wantedField);
  useEffect(() => {
    if (wanted?.number !== number) return;
    // A menu or a window that has just closed gives the focus back first.
    const timer = setTimeout(() => {
      const found = box.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(wanted.field)}"]`);
      const control = found?.matches(CONTROL) ? found : found?.querySelector<HTMLElement>(CONTROL);
      if (!control) return;
      control.focus();
      control.scrollIntoView({ block: "nearest" });
      if (control.matches("[aria-haspopup]")) control.click();
      wantedField.set(null);
    }, 60);
    return () => clearTimeout(timer);
  });
}
