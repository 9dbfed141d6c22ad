import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { ticketQuery } from "@/features/tickets/queries";
import { numberAt } from "./number-at";

/** Long enough that a pointer on its way, or a held key, fetches nothing. */
const DWELL = 90;
const SETTLED = 160;

/** Fetches ahead what is likely to be opened: the neighbours of the open ticket, and the row under pointer or focus. */
export function usePrefetch(neighbours: (number | undefined)[]) {
  const client = useQueryClient();
  const [next, previous] = neighbours;
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const number of [next, previous]) if (number !== undefined) void client.prefetchQuery(ticketQuery(number));
    }, SETTLED);
    return () => clearTimeout(timer);
  }, [client, next, previous]);

  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  return useMemo(() => {
    const aim = (event: React.SyntheticEvent) => {
      const number = numberAt(event.target);
      clearTimeout(waiting.current);
      if (number !== null) waiting.current = setTimeout(() => void client.prefetchQuery(ticketQuery(number)), DWELL);
    };
    return { onPointerOver: aim, onFocus: aim, onPointerLeave: () => clearTimeout(waiting.current) };
  }, [client]);
}
