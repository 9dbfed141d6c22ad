import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type { Item } from "./group-rows";

// As --row in the tokens, and the height of a group's heading.
const ROW = 52;
const GROUP = 32;

const sizeOf = (item: Item | undefined) => (item?.kind === "group" ? GROUP : ROW);

/** The first row that ends below `top`, found by halving. */
function firstBelow(items: Item[], starts: number[], top: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) + sizeOf(items[middle]) > top) high = middle;
    else low = middle + 1;
  }
  return items[low]?.kind === "group" ? low + 1 : low;
}

/**
 * The list's window onto its rows. When rows come or go above, the row that was first on screen stays where it was; at
 * the very top, new rows simply appear.
 */
export function useListScroll(items: Item[], current: number | null, loadMore: () => void) {
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<{ number: number; delta: number } | null>(null);
  // The same functions for as long as the items are the same: a new one has all places computed again.
  const estimateSize = useCallback((index: number) => sizeOf(items[index]), [items]);
  const getItemKey = useCallback(
    (index: number) => {
      const item = items[index];
      return item?.kind === "row" ? item.row.number : `${item?.name}-${index}`;
    },
    [items],
  );
  // eslint-disable-next-line react-hooks/incompatible-library -- about the React compiler, which is not used
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    getItemKey,
    overscan: 8,
    // Drawn with everything else of the frame, not in the middle of a scroll event.
    useFlushSync: false,
    scrollPaddingStart: GROUP,
  });

  const starts = useMemo(() => {
    let at = 0;
    return items.map((item) => (at += sizeOf(item)) - sizeOf(item));
  }, [items]);

  const onScroll = useCallback(() => {
    const top = scroller.current?.scrollTop ?? 0;
    const index = firstBelow(items, starts, top);
    const item = items[index];
    anchor.current = top > 0 && item?.kind === "row" ? { number: item.row.number, delta: top - (starts[index] ?? 0) } : null;
  }, [items, starts]);

  useLayoutEffect(() => {
    virtual.measure();
    const kept = anchor.current;
    if (!kept || !scroller.current) return;
    const index = items.findIndex((item) => item.kind === "row" && item.row.number === kept.number);
    if (index >= 0) scroller.current.scrollTop = (starts[index] ?? 0) + kept.delta;
  }, [items, starts, virtual]);

  const currentIndex = items.findIndex((item) => item.kind === "row" && item.row.number === current);
  useEffect(() => {
    if (currentIndex >= 0) virtual.scrollToIndex(currentIndex, { align: "auto" });
    // Only a move to another ticket scrolls; rows that shift under the reader do not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [current]);

  const visible = virtual.getVirtualItems();
  const end = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (items.length > 0 && end >= items.length - 10) loadMore();
    // `loadMore` is a new function at each drawing and guards itself.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [end, items.length]);

  return { scroller, visible, height: virtual.getTotalSize(), onScroll };
}
