import type { ReactNode } from "react";

/** Controls that cannot be used while something holds them; where they stand stays as it is. */
export function Locked({ locked, children }: { locked: boolean; children: ReactNode }) {
  if (!locked) return children;
  return (
    <fieldset disabled className="contents">
      {children}
    </fieldset>
  );
}
