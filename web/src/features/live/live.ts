/**
 * Keeps what is on screen true without a reload. While the socket tells of every change, frames patch the query cache.
 * After a gap the rows that changed meanwhile are read and what is open is fetched; while there is no socket, queries poll.
 */
import type { QueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { isLive, liveLink } from "@/api/live-link";
import { sessionManager } from "@/api/session";
import { viewing } from "@/api/viewing";
import type { User } from "@/api/types";
import { serverNow } from "@/lib/server-time";
import { tellOfDrafts } from "@/features/drafts/draft-news";
import { presence } from "@/features/presence/presence-store";
import { keys } from "@/features/tickets/keys";
import { usersQuery } from "@/features/tickets/queries";
import { framesOf, type Frame, type NotificationFrame } from "./frames";
import { applyFrames, applyRows, refetchScope } from "./live-cache";
import { keepSocket, type Socket } from "./socket";
import { followTopics, listTopics, ticketTopics } from "./topics";

export interface LiveListeners {
  /** Notifications are no tickets: who shows them keeps them. */
  onNotification: (frame: NotificationFrame) => void;
  /** What is not told row by row may have been missed. */
  onGap: () => void;
}

const POLL = 10_000;
const PATIENCE = 5_000;
const DOUBT = 5_000;

let socket: Socket | null = null;

/** Tells the server something about this person; lost when there is no connection. */
export const say = (message: object): boolean => socket?.say(message) ?? false;

async function invite(): Promise<string> {
  const { url, ticket } = await dataOf(api.POST("/v1/realtime/tickets"));
  const address = new URL(url, location.href);
  address.searchParams.set("ticket", ticket);
  return address.href;
}

/** Up to where somebody has heard everything. What was read before the first connection may have changed since `from`. */
interface Mark {
  owner: string;
  at: string | null;
  from: string;
}

/** Some seconds more than the clocks of two machines may differ unnoticed. */
const markFor = (owner: string): Mark => ({ owner, at: null, from: new Date(serverNow() - DOUBT).toISOString() });

/** The live connection of one person, until the answer is called. */
function connect(client: QueryClient, user: User, mark: Mark, listeners: LiveListeners): () => void {
  let poll: ReturnType<typeof setTimeout> | undefined;
  const waiting = new Set<() => void>();
  const ownTopic = listTopics(user.id, [])[0] ?? "";

  const hearUpTo = (at: string) => {
    if (mark.at === null || at > mark.at) mark.at = at;
  };

  function refetchOpen(): void {
    void client.invalidateQueries({ queryKey: keys.tickets });
    tellOfDrafts(null);
    listeners.onGap();
  }

  function refetchAll(): void {
    void client.invalidateQueries({ queryKey: keys.heads });
    refetchOpen();
  }

  function hear(post: unknown): void {
    const frames: Frame[] = framesOf(post);
    applyFrames(client, frames);
    for (const frame of frames) {
      if (frame.type === "subscribed" && frame.topics.includes(ownTopic)) for (const go of waiting) go();
      if (frame.type === "notification") listeners.onNotification(frame);
      hearUpTo(frame.at);
    }
  }

  async function resume(since: string): Promise<void> {
    const changes = await dataOf(api.GET("/v1/tickets/changes", { params: { query: { since } } }));
    if (changes.refetch) refetchScope(client, "lists");
    else applyRows(client, changes.items, changes.watermark);
    hearUpTo(changes.watermark);
    refetchOpen();
  }

  async function greet(send: (message: object) => void): Promise<void> {
    const users = await client.fetchQuery(usersQuery).catch(() => [user]);
    const told = new Promise<void>((resolve, reject) => {
      const go = () => {
        waiting.delete(go);
        resolve();
      };
      waiting.add(go);
      setTimeout(() => {
        waiting.delete(go);
        reject(new Error("the server did not say that it will tell"));
      }, PATIENCE);
    });
    const since = mark.at;
    const topics = [...listTopics(user.id, users.flatMap((each) => each.teams)), ...ticketTopics()];
    send({ action: "subscribe", topics });
    await told;
    // While the old connection still tells there is no gap.
    if (isLive()) return;
    await resume(since ?? mark.from);
    if (since === null) void client.invalidateQueries({ queryKey: keys.heads });
  }

  function turn(live: boolean): void {
    clearTimeout(poll);
    liveLink.set(live ? "live" : "down");
    if (live) return;
    presence.set({});
    // Queries take up their own polling with this fetch; a connection that is back at once needs none.
    poll = setTimeout(refetchAll, POLL);
  }

  const own = keepSocket({ invite, greet, hear, turn });
  const unfollow = followTopics((action, topics) => own.say({ action, topics }));
  const wake = () => void (document.visibilityState === "visible" && own.wake());
  const events = ["online", "offline", "pageshow"] as const;
  for (const name of events) window.addEventListener(name, wake);
  document.addEventListener("visibilitychange", wake);
  socket = own;
  return () => {
    for (const name of events) window.removeEventListener(name, wake);
    document.removeEventListener("visibilitychange", wake);
    unfollow();
    own.stop();
    clearTimeout(poll);
    if (socket === own) socket = null;
    liveLink.set("down");
    presence.set({});
  };
}

/** Connects whoever is signed in, and nobody else. */
export function startLive(client: QueryClient, listeners: LiveListeners): () => void {
  let owner: string | null = null;
  // Who signs in again finds what was loaded before, so the gap is all the time between.
  let mark: Mark | null = null;
  let disconnect: (() => void) | null = null;
  const follow = () => {
    const state = sessionManager.state.get();
    // Nobody is told what another may hear: who looks as somebody else asks again and again.
    const session = state.status === "signed_in" && !viewing.get() ? state.session : null;
    const user = session && session.user;
    const next = session && `${session.tenant.id}:${session.user.id}`;
    if (next === owner) return;
    disconnect?.();
    owner = next;
    if (next && mark?.owner !== next) mark = markFor(next);
    disconnect = user && mark && connect(client, user, mark, listeners);
  };
  const unfollow = [sessionManager.state.subscribe(follow), viewing.subscribe(follow)];
  follow();
  return () => {
    for (const each of unfollow) each();
    disconnect?.();
  };
}
