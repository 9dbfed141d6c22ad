import { expect, test, vi } from "vitest";
import { session } from "@/test/fixtures";
import { createSessionManager, type Surroundings } from "./session-manager";

/** A server whose handle works once, as ours: whoever brings an old one is told that it was rotated. */
function rotatingServer(lifetime = 3600) {
  const jar = { handle: 1 };
  const state = { current: 1, refreshes: 0, refused: 0 };
  const respond = (body: unknown, status: number) => new Response(JSON.stringify(body), { status });
  const fetch = async () => {
    const brought = jar.handle;
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (brought !== state.current) {
      state.refused += 1;
      return respond({ code: "session_rotated" }, 409);
    }
    state.refreshes += 1;
    state.current += 1;
    jar.handle = state.current;
    return respond(session(`token-${state.current}`, lifetime), 200);
  };
  return { state, fetch };
}

function lock(): Surroundings["exclusive"] {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task, task);
    last = turn.catch(() => undefined);
    return turn;
  };
}

function around(fields: Partial<Surroundings>): Surroundings {
  return { fetch, exclusive: (task) => task(), channel: null, now: () => Date.now(), wait: () => Promise.resolve(), ...fields };
}

/** What one tab says, the other hears a moment later. */
function channels() {
  const listeners: ((event: MessageEvent) => void)[] = [];
  const channel = () => {
    let own: ((event: MessageEvent) => void) | undefined;
    return {
      postMessage: (data: unknown) =>
        void queueMicrotask(() => listeners.filter((each) => each !== own).forEach((each) => each({ data } as MessageEvent))),
      addEventListener: (_type: string, listener: (event: MessageEvent) => void) => {
        own = listener;
        listeners.push(listener);
      },
    } as unknown as BroadcastChannel;
  };
  return channel;
}

test("requests that find the token old at the same time refresh it once", async () => {
  const server = rotatingServer(5);
  const manager = createSessionManager(around({ fetch: server.fetch }));
  await manager.start();
  await Promise.all([manager.token(), manager.token(), manager.token()]);
  expect(server.state).toMatchObject({ refreshes: 2, refused: 0 });
});

test("two tabs never bring the same handle", async () => {
  const server = rotatingServer();
  const exclusive = lock();
  const tabs = [1, 2].map(() => createSessionManager(around({ fetch: server.fetch, exclusive })));
  await Promise.all(tabs.map((tab) => tab.start()));
  expect(server.state).toMatchObject({ refreshes: 2, refused: 0 });
  expect(tabs.map((tab) => tab.state.get().status)).toEqual(["signed_in", "signed_in"]);
});

test("a tab that waited for another takes over its session instead of asking again", async () => {
  const server = rotatingServer();
  const exclusive = lock();
  const channel = channels();
  const [first, second] = [1, 2].map(() => createSessionManager(around({ fetch: server.fetch, exclusive, channel: channel() })));
  await Promise.all([first?.start(), second?.start()]);
  expect(server.state.refreshes).toBe(1);
  expect(await first?.token()).toBe(await second?.token());
});

test("without locks, a handle that another tab has just used is tried once more with the new cookie", async () => {
  const server = rotatingServer();
  const tabs = [1, 2].map(() => createSessionManager(around({ fetch: server.fetch })));
  await Promise.all(tabs.map((tab) => tab.start()));
  expect(server.state).toMatchObject({ refreshes: 2, refused: 1 });
  expect(tabs.map((tab) => tab.state.get().status)).toEqual(["signed_in", "signed_in"]);
});

test("a rotated handle is not tried for ever", async () => {
  const fetch = vi.fn(() => Promise.resolve(new Response(JSON.stringify({ code: "session_rotated" }), { status: 409 })));
  const manager = createSessionManager(around({ fetch }));
  await manager.start();
  expect(fetch).toHaveBeenCalledTimes(2);
  expect(manager.state.get().status).toBe("unreachable");
});

test("the token is renewed on the server's clock, not on the one in front of the agent", async () => {
  const hour = 3600_000;
  const body = JSON.stringify(session("token-1", 3600));
  const fetch = vi.fn(() => Promise.resolve(new Response(body, { headers: { Date: new Date().toUTCString() } })));
  const manager = createSessionManager(around({ fetch, now: () => Date.now() + 5 * hour }));
  await manager.start();
  expect(await manager.token()).toBe("token-1");
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("a session that has ended on the server leads to the sign-in, and says so", async () => {
  const server = rotatingServer(5);
  const answers = [server.fetch, () => Promise.resolve(new Response("{}", { status: 401 }))];
  const manager = createSessionManager(around({ fetch: () => (answers.shift() ?? server.fetch)() }));
  await manager.start();
  expect(await manager.token()).toBeNull();
  expect(manager.state.get()).toEqual({ status: "signed_out", expired: true });
});

test("silence while refreshing does not sign anybody out", async () => {
  const server = rotatingServer(5);
  const answers: (() => Promise<Response>)[] = [server.fetch, () => Promise.reject(new TypeError("offline"))];
  const manager = createSessionManager(around({ fetch: () => (answers.shift() ?? server.fetch)() }));
  await manager.start();
  await expect(manager.token()).rejects.toThrow("no answer");
  expect(manager.state.get().status).toBe("signed_in");
});

test("signing out in one tab signs out all", async () => {
  const server = rotatingServer();
  const channel = channels();
  const answers = [server.fetch, server.fetch, () => Promise.resolve(new Response(null, { status: 204 }))];
  const fetch = () => (answers.shift() ?? server.fetch)();
  const exclusive = lock();
  const [first, second] = [1, 2].map(() => createSessionManager(around({ fetch, exclusive, channel: channel() })));
  await first?.start();
  await second?.start();
  await first?.signOut();
  await vi.waitFor(() => expect(second?.state.get()).toEqual({ status: "signed_out", expired: false }));
});
