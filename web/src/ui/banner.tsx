import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./class-names";

const TONES = { risk: "bg-risk-soft text-risk", breach: "bg-breach-soft text-breach", info: "bg-info-soft text-info" };

export function Banner({ icon: Icon, tone, children, role }: { icon: LucideIcon; tone: keyof typeof TONES; children: ReactNode; role?: "alert" | "status" }) {
  return (
    <div role={role} className={cx("flex items-start gap-2 px-3 py-1.5 text-12 font-medium", TONES[tone])}>
      <Icon aria-hidden className="icon-s mt-0.5" />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
