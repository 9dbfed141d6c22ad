import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeSocket } from "@/test/fake-socket";
import { keepSocket, type Socket, type SocketCalls } from "./socket";

const MINUTE = 60_000;
let socket: Socket;
let calls: { [Name in keyof SocketCalls]: ReturnType<typeof vi.fn<SocketCalls[Name]>> };
let live: boolean[];

function start(fields: Partial<SocketCalls> = {}): void {
  live = [];
  calls = {
    invite: vi.fn(() => Promise.resolve(`ws://localhost/ws?ticket=${FakeSocket.all.length + 1}`)),
    greet: vi.fn(() => Promise.resolve()),
    hear: vi.fn(),
    turn: vi.fn((now) => void live.push(now)),
  };
  Object.assign(calls, fields);
  socket = keepSocket(calls);
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const last = () => FakeSocket.all.at(-1) as FakeSocket;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.all = [];
  FakeSocket.reachable = true;
});
afterEach(() => {
  socket.stop();
  vi.useRealTimers();
});

test("it opens with a fresh address and is live once it was greeted", async () => {
  start();
  await pass(10);
  expect(last().url).toBe("ws://localhost/ws?ticket=1");
  expect(live).toEqual([true]);
  expect(socket.say({ action: "x" })).toBe(true);
});

test("what is said while a connection is being greeted reaches it, and the one before it too", async () => {
  let greeted = () => {};
  start({ greet: vi.fn(() => new Promise<void>((resolve) => (greeted = resolve))) });
  await pass(10);
  expect(live).toEqual([]);
  expect(socket.say({ action: "first" })).toBe(true);
  expect(last().said).toEqual([{ action: "first" }]);
  greeted();
  await pass(110 * MINUTE);
  expect(FakeSocket.all).toHaveLength(2);
  socket.say({ action: "second" });
  for (const wire of FakeSocket.all) expect(wire.said.at(-1)).toEqual({ action: "second" });
});

test("a lost connection is opened anew with another address, after a wait", async () => {
  start();
  await pass(10);
  last().cut();
  await pass(1);
  expect(live).toEqual([true, false]);
  expect(socket.say({ action: "x" })).toBe(false);
  await pass(2_100);
  expect(last().url).toBe("ws://localhost/ws?ticket=2");
  expect(live).toEqual([true, false, true]);
});

test("while nobody answers the waits grow, are never the same for all, and have an end", async () => {
  const random = vi.spyOn(Math, "random").mockReturnValue(1);
  FakeSocket.reachable = false;
  start();
  await pass(5 * MINUTE);
  const tries = calls.invite.mock.calls.length;
  expect(tries).toBeGreaterThan(8);
  expect(tries).toBeLessThan(20);
  expect(random.mock.calls.length).toBeGreaterThanOrEqual(tries - 1);
  FakeSocket.reachable = true;
  await pass(30_100);
  expect(live).toEqual([true]);
});

test("no address, or a greeting that failed, counts as a loss too", async () => {
  const greet = vi.fn<SocketCalls["greet"]>().mockRejectedValueOnce(new Error("no rows")).mockResolvedValue();
  const invite = vi.fn<SocketCalls["invite"]>().mockRejectedValueOnce(new Error("503")).mockResolvedValue("ws://localhost/ws");
  start({ greet, invite });
  await pass(10);
  expect(live).toEqual([]);
  await pass(10_000);
  expect(greet).toHaveBeenCalledTimes(2);
  expect(live).toEqual([true]);
});

test("a ping every five minutes; silence after it is a loss", async () => {
  start();
  await pass(5 * MINUTE + 100);
  expect(last().said).toEqual([{ action: "ping" }]);
  expect(live).toEqual([true]);
  last().send = () => undefined;
  await pass(5 * MINUTE + 15_100);
  expect(live.slice(0, 2)).toEqual([true, false]);
});

test("before the service ends it, it moves to a new connection without a gap", async () => {
  start();
  await pass(110 * MINUTE - 10);
  const old = last();
  expect(FakeSocket.all).toHaveLength(1);
  await pass(100);
  expect(FakeSocket.all).toHaveLength(2);
  expect(old.readyState).toBe(3);
  expect(last().readyState).toBe(1);
  expect(live).not.toContain(false);
});

test("waking up tries at once", async () => {
  FakeSocket.reachable = false;
  start();
  await pass(2 * MINUTE);
  FakeSocket.reachable = true;
  socket.wake();
  await pass(10);
  expect(live).toEqual([true]);
});

test("after stop nothing is opened any more", async () => {
  start();
  await pass(10);
  socket.stop();
  await pass(MINUTE);
  expect(FakeSocket.all).toHaveLength(1);
  expect(live).toEqual([true, false]);
});
