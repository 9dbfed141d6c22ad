import { lazy, Suspense, useRef, type ReactNode } from "react";
import type { MenuSurfaceProps } from "./menu-surface";

const load = () => import("./menu-surface");
const MenuSurface = lazy(load);

/** Fetches the floating parts ahead of their first use, so that a menu opens in the frame after the key. */
export function preloadMenus(): void {
  void load().catch(() => undefined);
}

/** A menu at an anchor that is not a button of its own. */
export function FloatingMenu(props: MenuSurfaceProps) {
  return (
    <Suspense>
      <MenuSurface {...props} />
    </Suspense>
  );
}

interface Props extends Omit<MenuSurfaceProps, "anchor" | "onClose"> {
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
  className: string;
  children: ReactNode;
  tip?: string;
  keys?: string;
  /** The button's name, when it is more than its text. */
  name?: string;
  disabled?: boolean;
}

export function MenuButton({ isOpen, onOpenChange, className, children, tip, keys, name, disabled, ...menu }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={name}
        data-tip={tip}
        data-tip-keys={keys}
        disabled={disabled}
        onPointerEnter={preloadMenus}
        onClick={() => onOpenChange(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          onOpenChange(true);
        }}
      >
        {children}
      </button>
      {isOpen && (
        <Suspense>
          <MenuSurface
            {...menu}
            anchor={button}
            onClose={() => onOpenChange(false)}
            onChoose={(id) => {
              if (!menu.groups.some((group) => group.chosenMany)) onOpenChange(false);
              menu.onChoose(id);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
