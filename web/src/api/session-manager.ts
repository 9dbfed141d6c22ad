/**
 * Keeps the staff session. The ID token lives in memory only; what survives a reload is the server's HttpOnly cookie,
 * whose handle works once. So refreshes are never run twice at a time: one per tab, and one among tabs by a lock.
 */
import { createStore, type Store } from "@/lib/store";
import { NetworkProblem, problemFrom } from "./problem";
import type { Session } from "./types";

export type SessionState =
  | { status: "starting" }
  | { status: "signed_out"; expired: boolean }
  | { status: "unreachable" }
  | { status: "signed_in"; session: Session; freshUntil: number };

export interface Credentials {
  email: string;
  password: string;
  tenant?: string;
  code?: string;
  recovery_code?: string;
}

/** The answer to a request about signing in, and the way into the session that it holds. */
export interface Step<T> {
  data: T;
  enter: (session: Session) => void;
}

type News = { session: Session; freshUntil: number } | { signedOut: true };

export interface Surroundings {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Runs one task at a time among all tabs of this origin. */
  exclusive: <T>(task: () => Promise<T>) => Promise<T>;
  channel: Pick<BroadcastChannel, "postMessage" | "addEventListener"> | null;
  now: () => number;
  wait: (milliseconds: number) => Promise<void>;
}

export interface SessionManager {
  state: Store<SessionState>;
  start(): Promise<void>;
  signIn(credentials: Credentials): Promise<Session>;
  /** A further step below the session's address. */
  step<T>(path: string, body: unknown): Promise<Step<T>>;
  signOut(): Promise<void>;
  /** A token that is good for at least some seconds, or null when signed out. */
  token(): Promise<string | null>;
  /** Called when the server refused a token: a new one, or null. */
  renew(refused: string): Promise<string | null>;
}

const URL_SESSION = "/api/v1/session";
const EARLY = 60_000;
const ROTATED_WAIT = 200;

export function createSessionManager(around: Surroundings): SessionManager {
  const state = createStore<SessionState>({ status: "starting" });
  let running: Promise<void> | null = null;
  let alarm: ReturnType<typeof setTimeout> | undefined;

  const signedIn = () => {
    const now = state.get();
    return now.status === "signed_in" ? now : null;
  };

  function keep(session: Session, freshUntil: number): void {
    state.set({ status: "signed_in", session, freshUntil });
    clearTimeout(alarm);
    alarm = setTimeout(() => void refresh().catch(retryLater), Math.max(5_000, freshUntil - around.now() - EARLY));
  }

  function leave(expired: boolean): void {
    clearTimeout(alarm);
    state.set({ status: "signed_out", expired });
  }

  function retryLater(): void {
    clearTimeout(alarm);
    alarm = setTimeout(() => void refresh().catch(retryLater), 10_000);
  }

  async function call(path: string, init: RequestInit): Promise<Response> {
    try {
      return await around.fetch(URL_SESSION + path, { credentials: "same-origin", ...init });
    } catch (error) {
      throw new NetworkProblem(error);
    }
  }

  async function step<T>(path: string, body: unknown): Promise<Step<T>> {
    const response = await call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (!response.ok) throw await problemFrom(response);
    const data = (response.status === 204 ? null : await response.json()) as T;
    return { data, enter: (session) => enter(response, session) };
  }

  function enter(response: Response, session: Session): void {
    // Measured on the server's clock, because the one in front of the agent may be wrong.
    const sent = Date.parse(response.headers.get("Date") ?? "") || around.now();
    const freshUntil = around.now() + Math.max(0, Date.parse(session.expires_at) - sent);
    keep(session, freshUntil);
    around.channel?.postMessage({ session, freshUntil } satisfies News);
  }

  async function rotate(mayRetry: boolean): Promise<void> {
    const response = await call("/refresh", { method: "POST" });
    if (response.ok) return enter(response, (await response.json()) as Session);
    const problem = await problemFrom(response);
    if (problem.code === "session_rotated" && mayRetry) {
      // Another window was faster; its new cookie is ours too.
      await around.wait(ROTATED_WAIT);
      return rotate(false);
    }
    if (response.status === 401) return leave(signedIn() !== null);
    throw problem;
  }

  function refresh(): Promise<void> {
    const before = signedIn()?.session.id_token;
    running ??= around
      .exclusive(async () => {
        const current = signedIn();
        const renewedElsewhere = current !== null && current.session.id_token !== before;
        if (!renewedElsewhere || current.freshUntil - around.now() < EARLY) await rotate(true);
      })
      .finally(() => (running = null));
    return running;
  }

  around.channel?.addEventListener("message", (event: MessageEvent<News>) => {
    if ("signedOut" in event.data) leave(false);
    else keep(event.data.session, event.data.freshUntil);
  });

  return {
    state,
    async start() {
      state.set({ status: "starting" });
      await refresh().catch(() => {
        if (!signedIn()) state.set({ status: "unreachable" });
      });
    },
    async signIn(credentials) {
      const { data, enter } = await step<Session>("", credentials);
      enter(data);
      return data;
    },
    step,
    async signOut() {
      const response = await call("", { method: "DELETE" });
      if (!response.ok && response.status !== 401) throw await problemFrom(response);
      around.channel?.postMessage({ signedOut: true } satisfies News);
      leave(false);
    },
    async token() {
      const current = signedIn();
      if (current && current.freshUntil - around.now() < 10_000) await refresh();
      return signedIn()?.session.id_token ?? null;
    },
    async renew(refused) {
      if (signedIn()?.session.id_token === refused) await refresh();
      const token = signedIn()?.session.id_token ?? null;
      return token === refused ? null : token;
    },
  };
}
