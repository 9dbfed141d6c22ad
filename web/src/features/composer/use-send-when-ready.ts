import { useEffect, useEffectEvent, useState } from "react";
import type { Progress } from "@/features/attachments/uploads";
import type { HowToSend } from "@/features/drafts/draft-store";

/** Sends at once, or when the last file is there. A file that fails meanwhile takes the wish back: it is to be looked at. */
export function useSendWhenReady(files: Progress[], ready: boolean, send: (how: HowToSend) => void) {
  const [wish, setWish] = useState<HowToSend | null>(null);
  const broken = files.some((each) => each === "failed" || each === "lost");
  const done = files.every((each) => each === "done");
  const go = useEffectEvent((how: HowToSend) => send(how));
  // Sent, or no longer to be sent like this.
  if (wish && (broken || !ready)) setWish(null);
  useEffect(() => {
    if (wish && ready && done) go(wish);
  }, [wish, ready, done]);
  return {
    waiting: wish !== null,
    sendWhenReady: (how: HowToSend) => {
      if (!ready || broken) return;
      if (done) send(how);
      else setWish(how);
    },
  };
}
