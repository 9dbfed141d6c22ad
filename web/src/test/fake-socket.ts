/** A WebSocket in memory, and the server's end of all that were opened. */
import { http, HttpResponse } from "msw";
import { vi } from "vitest";
import type { Frame } from "@/features/live/frames";
import { server, url } from "./api";

type Said = { action: string; topics?: string[]; number?: number; state?: string };

export class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  /** What a new socket meets: a server that answers, or none. */
  static reachable = true;

  readyState = 0;
  said: Said[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
    setTimeout(() => {
      if (!FakeSocket.reachable) return this.cut();
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.onopen?.();
    }, 1);
  }

  send(text: string): void {
    const said = JSON.parse(text) as Said;
    this.said.push(said);
    const at = "2026-01-01T00:00:00.000Z";
    if (said.action === "subscribe") setTimeout(() => this.tell({ type: "subscribed", at, topics: said.topics ?? [] }), 1);
    if (said.action === "ping") setTimeout(() => this.tell({ type: "pong", at }), 1);
  }

  tell(...frames: Frame[]): void {
    if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(frames) });
  }

  cut(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    setTimeout(() => this.onclose?.(), 0);
  }

  close(): void {
    this.cut();
  }
}

/** The newest socket that is open. */
export const line = (): FakeSocket => FakeSocket.all.findLast((each) => each.readyState === 1) as FakeSocket;

/** Puts fake sockets in place for one test, with an API that lets them in; answers what was asked of it. */
export function fakeSockets() {
  const asked = { tickets: 0, since: [] as string[] };
  FakeSocket.all = [];
  FakeSocket.reachable = true;
  vi.stubGlobal("WebSocket", FakeSocket);
  server.use(
    http.get(url("/tickets/changes"), () => HttpResponse.json({ items: [], watermark: "2026-01-01T00:00:00.000Z", refetch: false })),
    http.post(url("/realtime/tickets"), () => {
      asked.tickets += 1;
      return HttpResponse.json({ ticket: `pass-${asked.tickets}`, url: "ws://localhost/ws", expires_at: "2026-11-22T10:00:00.000Z" }, { status: 201 });
    }),
  );
  return asked;
}
