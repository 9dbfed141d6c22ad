import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { liveLink } from "@/api/live-link";
import { watchTicket } from "@/features/live/topics";
import { beOn } from "./own-presence";
import { useWhoIsWhere } from "./who-is-where";

const say = vi.fn();
const asked = () => say.mock.calls.map(([message]) => message as { action: string; rows?: number[] });

beforeEach(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(60_000);
  say.mockClear();
  liveLink.set("live");
});
afterEach(() => {
  liveLink.set("down");
  vi.useRealTimers();
});

test("the rows on screen are asked for once they rest, and again every 20 seconds", () => {
  const { rerender, unmount } = renderHook(({ numbers }) => useWhoIsWhere(numbers, say), { initialProps: { numbers: [1, 2] } });
  vi.advanceTimersByTime(300);
  rerender({ numbers: [2, 3] });
  vi.advanceTimersByTime(300);
  expect(asked()).toEqual([]);
  vi.advanceTimersByTime(25_300);
  expect(asked()).toEqual([{ action: "who", rows: [2, 3] }, { action: "who", rows: [2, 3] }]);
  unmount();
  vi.advanceTimersByTime(60_000);
  expect(asked()).toHaveLength(2);
});

test("while a ticket is open one message says and asks", () => {
  renderHook(() => useWhoIsWhere([1, 2], say));
  vi.advanceTimersByTime(600);
  say.mockClear();
  const unwatch = watchTicket(7);
  const own = beOn(7, say);
  vi.advanceTimersByTime(60_000);
  expect(new Set(asked().map(({ action }) => action))).toEqual(new Set(["presence"]));
  expect(asked().at(-1)).toEqual({ action: "presence", number: 7, state: "viewing", rows: [7, 1, 2] });
  own.leave();
  unwatch();
});

test("without a connection nobody is asked; with a new one at once", () => {
  liveLink.set("down");
  renderHook(() => useWhoIsWhere([1], say));
  vi.advanceTimersByTime(60_000);
  expect(asked()).toEqual([]);
  act(() => liveLink.set("live"));
  expect(asked()).toEqual([{ action: "who", rows: [1] }]);
});
