/**
 * Who is on the tickets of a list, and who has vanished without a word: the server tells at once only on a ticket that is
 * open. For all others it is asked, every 20 seconds, with what this page says of its own person where it says something.
 */
import { useEffect } from "react";
import { isLive, liveLink } from "@/api/live-link";
import { ticketsOnScreen } from "@/features/live/topics";

export const AGAIN = 20_000;
/** Rows that scroll by are not asked for. */
const SETTLED = 500;
const LOOK = 5_000;

let listed: number[] = [];
let asked = -Infinity;

/** The question, as a part of any message. */
export function asking(): { rows: number[] } {
  asked = Date.now();
  return { rows: [...new Set([...ticketsOnScreen(), ...listed])] };
}

/** Keeps what is known of who is on these tickets right, while they are in a list on screen. */
export function useWhoIsWhere(numbers: number[], say: (message: object) => void): void {
  const key = numbers.join();
  useEffect(() => {
    listed = key === "" ? [] : key.split(",").map(Number);
    const ask = () => {
      if (listed.length > 0 && isLive() && document.visibilityState === "visible") say({ action: "who", ...asking() });
    };
    const askLate = () => Date.now() - asked > AGAIN && ask();
    const soon = setTimeout(ask, SETTLED);
    const again = setInterval(askLate, LOOK);
    const unfollow = liveLink.subscribe(ask);
    document.addEventListener("visibilitychange", askLate);
    return () => {
      listed = [];
      clearTimeout(soon);
      clearInterval(again);
      unfollow();
      document.removeEventListener("visibilitychange", askLate);
    };
  }, [key, say]);
}
