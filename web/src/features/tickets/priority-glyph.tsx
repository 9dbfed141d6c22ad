import type { Priority } from "@/api/types";

const LIT: Record<Priority, number> = { low: 1, normal: 2, high: 3, urgent: 3 };
const HEIGHTS = [5, 8, 11];

/** Bars for the priority; urgent is a sign of its own. Named when it stands alone. */
export function PriorityGlyph({ priority, label }: { priority: Priority; label?: string }) {
  const named = label ? { role: "img", "aria-label": label } : { "aria-hidden": true };
  if (priority === "urgent") {
    return (
      <svg {...named} viewBox="0 0 12 12" className="size-3 shrink-0 text-breach">
        <rect width="12" height="12" rx="3" fill="currentColor" />
        <path d="M6 2.8v3.9M6 9v.1" stroke="var(--surface)" strokeWidth="1.7" strokeLinecap="round" />
      </svg>
    );
  }
  const lit = priority === "high" ? "fill-text" : "fill-text-3";
  return (
    <svg {...named} viewBox="0 0 12 12" className="size-3 shrink-0">
      {HEIGHTS.map((height, index) => (
        <rect
          key={height}
          x={index * 4.5}
          y={11.5 - height}
          width="3"
          height={height}
          rx="1"
          className={index < LIT[priority] ? lit : "fill-line-strong"}
        />
      ))}
    </svg>
  );
}
