import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { CATALOG } from "@/features/actions/catalog";
import { useAction } from "@/features/actions/registry";
import { SlaBadge } from "./sla-badge";
import type { Story } from "./story";

const ClockPanel = lazy(() => import("./clock-panel"));

/** The badge of the ticket that is open; it opens its clocks. */
export function ClockButton({ stories, className }: { stories: Story[]; className: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useAction("clock", () => setOpen(true));
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        data-tip={t("action.clock")}
        data-tip-keys={CATALOG.clock.keys}
        onClick={() => setOpen(!isOpen)}
        className={className}
      >
        {stories[0] && <SlaBadge clock={stories[0].clock} tip={false} />}
      </button>
      {isOpen && (
        <Suspense>
          <ClockPanel stories={stories} anchor={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
