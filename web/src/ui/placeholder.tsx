import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./class-names";

interface Props {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  tone?: "calm" | "error";
  heading?: "h1" | "h2";
}

/** A place with nothing to show: what it is, why, and what to do next. */
export function Placeholder({ icon: Icon, title, children, actions, tone = "calm", heading: Heading = "h2" }: Props) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-1 p-6 text-center animate-appear">
      <span
        className={cx(
          "mb-3 grid size-11 place-items-center rounded-full",
          tone === "error" ? "bg-breach-soft text-breach" : "bg-sunken text-text-3",
        )}
      >
        <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <Heading className="text-14 font-semibold">{title}</Heading>
      {children && <div className="max-w-views text-text-2 text-balance pane:max-w-context">{children}</div>}
      {actions && <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
