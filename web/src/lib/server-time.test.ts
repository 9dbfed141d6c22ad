import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { hearServerTime, serverNow } from "./server-time";

const NOON = Date.parse("2026-03-02T12:00:00Z");
const says = (ms: number) => new Date(ms).toUTCString();

beforeEach(() => void vi.useFakeTimers({ now: NOON }));
afterEach(() => {
  hearServerTime(says(Date.now()), Date.now(), Date.now());
  vi.useRealTimers();
});

it("keeps the reader's clock while it is right within two seconds", () => {
  hearServerTime(says(NOON + 1_000), NOON, NOON);
  expect(serverNow()).toBe(NOON);
});

it("takes the server's time when the reader's is wrong, and does not jump with each answer", () => {
  hearServerTime(says(NOON + 300_000), NOON - 100, NOON + 100);
  expect(serverNow()).toBe(NOON + 300_500);
  hearServerTime(says(NOON + 301_000), NOON, NOON);
  expect(serverNow()).toBe(NOON + 300_500);
});

it("learns from a slow answer only what it can know", () => {
  hearServerTime(says(NOON - 8_000), NOON - 20_000, NOON);
  expect(serverNow()).toBe(NOON);
});

it("forgets the difference when the reader's clock was put right", () => {
  hearServerTime(says(NOON - 600_000), NOON, NOON);
  expect(serverNow()).toBe(NOON - 599_500);
  hearServerTime(says(NOON), NOON, NOON);
  expect(serverNow()).toBe(NOON);
});

it("is silent about answers that tell no time", () => {
  hearServerTime(null, NOON, NOON);
  hearServerTime("yesterday", NOON, NOON);
  expect(serverNow()).toBe(NOON);
});
