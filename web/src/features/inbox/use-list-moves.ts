import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Row } from "@/api/types";
import { useAction } from "@/features/actions/registry";
import type { View } from "@/features/tickets/views";

/**
 * Moves through the list. A ticket that has just left the list (resolved, assigned away) keeps its place in it until the
 * next move, so that "next" is the one that moved up.
 */
export function useListMoves(view: View, slug: string, rows: Row[], current: number | null) {
  const navigate = useNavigate();
  const place = useRef(-1);
  const index = rows.findIndex((row) => row.number === current);
  useEffect(() => {
    if (index >= 0) place.current = index;
  }, [index]);
  useEffect(() => {
    place.current = -1;
  }, [view]);

  const target = (step: 1 | -1): Row | undefined => {
    if (index >= 0) return rows[index + step];
    if (current === null || place.current < 0) return step > 0 ? rows[0] : undefined;
    return rows[step > 0 ? Math.min(place.current, rows.length - 1) : place.current - 1];
  };
  const go = (number: number, replace: boolean) =>
    void navigate({ to: "/$slug/inbox/$view/$number", params: { slug, view: view.id, number: String(number) }, replace });
  const open = (number: number) => go(number, false);
  const move = (step: 1 | -1) => {
    const row = target(step);
    if (row) go(row.number, current !== null);
  };
  useAction("next", rows.length > 0 ? () => move(1) : null);
  useAction("previous", rows.length > 0 ? () => move(-1) : null);
  useAction("back", current !== null ? () => void navigate({ to: "/$slug/inbox/$view", params: { slug, view: view.id } }) : null);

  const neighbours = current === null ? [rows[0]?.number] : index < 0 ? [] : [rows[index + 1]?.number, rows[index - 1]?.number];
  return { move, open, neighbours };
}
