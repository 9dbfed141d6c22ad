import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./class-names";

const TONES = { risk: "bg-risk-soft text-risk", breach: "bg-breach-soft text-breach", info: "bg-info-soft text-info", calm: "bg-sunken text-text-2" };

interface Props {
  icon: LucideIcon;
  tone: keyof typeof TONES;
  children: ReactNode;
  action?: ReactNode;
  role?: "alert" | "status";
}

/** A strip over what it speaks of: a state that lasts, and at most one thing to do about it. */
export function Banner({ icon: Icon, tone, children, action, role }: Props) {
  return (
    <div role={role} className={cx("flex items-center gap-2 px-3 py-1.5 text-12 font-medium", TONES[tone])}>
      <Icon aria-hidden className="icon-s mt-0.5 self-start" />
      <div className="min-w-0 flex-1 text-balance">{children}</div>
      {action}
    </div>
  );
}
