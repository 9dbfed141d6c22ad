/**
 * One WebSocket that is always there as far as that is possible. It knows nothing of what is said: it opens with a fresh
 * single-use address, keeps the service from closing it as idle, moves to a new one before the service ends it, and comes
 * back after every loss, later and later and never in step with others.
 */
export interface SocketCalls {
  /** An address that lets one socket in. */
  invite: () => Promise<string>;
  /** The socket is open: say what it is to tell, and read what may have been missed. A rejection counts as a loss. */
  greet: (say: (message: object) => void) => Promise<void>;
  hear: (post: unknown) => void;
  /** Called with true when everything is told by the socket from now on, and with false when it no longer is. */
  turn: (live: boolean) => void;
}

export interface Socket {
  /** Also said to a connection that is only coming: it was told before what it is to tell. False when nobody hears it now. */
  say: (message: object) => boolean;
  /** Looks whether the connection still lives, for example after the machine has slept; or tries at once to have one. */
  wake: () => void;
  stop: () => void;
}

const MINUTE = 60_000;
const PING = 5 * MINUTE;
/** The service ends every socket after two hours. */
const RENEW = 110 * MINUTE;
const PATIENCE = 15_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
/** A connection that has lasted so long is a good one: the next loss begins with a short wait again. */
const STEADY = 10_000;

interface Wire {
  socket: WebSocket;
  end: () => void;
  ping: () => void;
  heard: () => void;
}

/** One connection: pings, and its own clock for being renewed. */
function openWire(url: string, on: { open: () => void; post: (data: unknown) => void; close: () => void; old: () => void }): Wire {
  const socket = new WebSocket(url);
  let done = false;
  let answer: ReturnType<typeof setTimeout> | undefined = setTimeout(end, PATIENCE);
  const pings = setInterval(ping, PING);
  const renewal = setTimeout(on.old, RENEW);

  function end(): void {
    if (done) return;
    done = true;
    clearTimeout(answer);
    clearTimeout(renewal);
    clearInterval(pings);
    socket.close();
    on.close();
  }
  function heard(): void {
    clearTimeout(answer);
    answer = undefined;
  }
  function ping(): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify({ action: "ping" }));
    answer ??= setTimeout(end, PATIENCE);
  }
  socket.onopen = () => {
    heard();
    on.open();
  };
  socket.onmessage = ({ data }) => {
    heard();
    if (!done) on.post(data);
  };
  socket.onclose = end;
  socket.onerror = end;
  return { socket, end, ping, heard };
}

export function keepSocket(calls: SocketCalls): Socket {
  let current: Wire | null = null;
  let coming: Wire | null = null;
  let dialing = false;
  let stopped = false;
  let losses = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const sayOn = (wire: Wire) => (message: object) => {
    const open = wire.socket.readyState === WebSocket.OPEN;
    if (open) wire.socket.send(JSON.stringify(message));
    return open;
  };

  function dialLater(): void {
    if (stopped) return;
    clearTimeout(retry);
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** losses) * (0.5 + Math.random() / 2);
    losses += 1;
    retry = setTimeout(() => void dial(), wait);
  }

  function lost(wire: Wire): void {
    if (coming === wire) coming = null;
    if (current === wire) {
      current = null;
      calls.turn(false);
    }
    if (!coming && !dialing) dialLater();
  }

  function take(wire: Wire): void {
    if (coming !== wire) return;
    const old = current;
    coming = null;
    current = wire;
    setTimeout(() => current === wire && (losses = 0), STEADY);
    calls.turn(true);
    // The old one has told everything up to here; what both tell is told twice, which changes nothing.
    old?.end();
  }

  async function dial(): Promise<void> {
    clearTimeout(retry);
    if (dialing || coming || stopped) return;
    dialing = true;
    try {
      const url = await calls.invite();
      if (stopped) return;
      const wire: Wire = openWire(url, {
        open: () => void calls.greet(sayOn(wire)).then(() => take(wire), () => wire.end()),
        post: calls.hear,
        close: () => lost(wire),
        old: () => void dial(),
      });
      coming = wire;
    } catch {
      dialLater();
    } finally {
      dialing = false;
    }
  }

  void dial();
  return {
    say: (message) => [current, coming].filter((wire) => wire !== null && sayOn(wire)(message)).length > 0,
    wake() {
      if (current) return current.ping();
      losses = 0;
      void dial();
    },
    stop() {
      stopped = true;
      clearTimeout(retry);
      coming?.end();
      current?.end();
    },
  };
}
