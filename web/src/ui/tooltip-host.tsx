import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Keys } from "./keys";

const DELAY = 450;
const GAP = 6;

function tipOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-tip]") : null;
}

/**
 * One tooltip for the page: any element with `data-tip` (and `data-tip-keys`) has one. It repeats the accessible name,
 * so it is hidden from screen readers. It stays while the pointer is on it, and Escape closes it.
 */
export function TooltipHost() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (next: HTMLElement | null, delay: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => setAnchor(next), delay);
    };
    const over = (event: PointerEvent) => {
      if (event.pointerType === "touch" || box.current?.contains(event.target as Node)) return clearTimeout(timer);
      const next = tipOf(event.target);
      show(next, next ? DELAY : 80);
    };
    const focus = (event: FocusEvent) => {
      const next = tipOf(event.target);
      if (next?.matches(":focus-visible")) show(next, DELAY);
    };
    const hide = () => show(null, 0);
    const key = (event: KeyboardEvent) => event.key === "Escape" && hide();
    document.addEventListener("pointerover", over);
    document.addEventListener("pointerdown", hide);
    document.addEventListener("focusin", focus);
    document.addEventListener("focusout", hide);
    document.addEventListener("keydown", key);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("pointerover", over);
      document.removeEventListener("pointerdown", hide);
      document.removeEventListener("focusin", focus);
      document.removeEventListener("focusout", hide);
      document.removeEventListener("keydown", key);
    };
  }, []);

  useLayoutEffect(() => {
    const tip = box.current;
    if (!anchor || !tip) return;
    const at = anchor.getBoundingClientRect();
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.min(Math.max(GAP, at.left + at.width / 2 - width / 2), innerWidth - width - GAP);
    const below = at.bottom + GAP + height < innerHeight;
    tip.style.left = `${left}px`;
    tip.style.top = `${below ? at.bottom + GAP : at.top - GAP - height}px`;
  }, [anchor]);

  if (!anchor?.isConnected || anchor.getAttribute("aria-expanded") === "true") return null;
  const { tip, tipKeys } = anchor.dataset;
  return createPortal(
    <div
      ref={box}
      aria-hidden
      className="fixed z-50 flex items-center gap-2 rounded-m bg-text px-2 py-1 text-12 text-surface shadow-float"
    >
      {tip}
      {tipKeys && <Keys keys={tipKeys} />}
    </div>,
    document.body,
  );
}
