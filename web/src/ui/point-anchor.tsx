import type { RefObject } from "react";

export interface Point {
  x: number;
  y: number;
}

/** Something for a menu to stand at: where the pointer was. */
export function PointAnchor({ at, ref }: { at: Point; ref: RefObject<HTMLSpanElement | null> }) {
  return <span ref={ref} aria-hidden className="pointer-events-none fixed" style={{ left: at.x, top: at.y }} />;
}
