import { useEffect } from "react";
import { liveLink } from "@/api/live-link";
import { drafts, readDraft } from "@/features/drafts/draft-store";
import { useDraftPlace } from "@/features/drafts/use-draft";
import { say } from "@/features/live/live";
import { watchTicket } from "@/features/live/topics";
import { beOn } from "./own-presence";

/** While a ticket is on screen the server tells all of it, and of what went into it, and tells the others that it is. */
export function useLiveTicket(number: number, merged: readonly number[] = []): void {
  const inside = merged.join();
  useEffect(() => {
    const stops = inside.split(",").filter(Boolean).map((each) => watchTicket(Number(each)));
    return () => stops.forEach((stop) => stop());
  }, [inside]);
  const place = useDraftPlace(number);
  useEffect(() => {
    const unwatch = watchTicket(number);
    const own = beOn(number, say);
    const textOf = () => {
      const { reply, note } = readDraft(place).written;
      return `${reply.text}\0${note.text}`;
    };
    let text = textOf();
    const unfollowDraft = drafts.subscribe(() => {
      const now = textOf();
      // What was sent leaves the draft empty.
      if (now === "\0") own.rested();
      // Words of somebody else, or of another device, are nobody's typing here.
      else if (now !== text && document.activeElement?.matches("textarea, [role=textbox]")) own.typed();
      text = now;
    });
    const unfollowLink = liveLink.subscribe(own.repeat);
    return () => {
      unfollowLink();
      unfollowDraft();
      own.leave();
      unwatch();
    };
  }, [number, place]);
}
