import { Suspense, useEffect, useState } from "react";
import type { TicketView } from "@/api/types";
import { lazyPart } from "@/lib/lazy-part";
import { useStore } from "@/lib/store";
import { useAction } from "@/features/actions/registry";
import { startSplit } from "@/features/merge/split-store";
import { isAsleep } from "@/features/tickets/asleep";
import { notices, showField } from "@/features/tickets/notices";
import { useChangeTicket } from "@/features/tickets/use-change-ticket";
import { usePeople } from "@/features/tickets/use-people";
import { useSetState } from "@/features/tickets/use-set-state";

const SnoozeDialog = lazyPart("work", () => import("@/features/snooze/snooze-dialog"));
const MergeDialog = lazyPart("work", () => import("@/features/merge/merge-dialog"));
const EscalateDialog = lazyPart("work", () => import("@/features/escalation/escalate-dialog"));
const CallsPanel = lazyPart("calls", () => import("@/features/escalation/calls-panel"));
const LinkDialog = lazyPart("work", () => import("@/features/links/link-dialog"));
const SnoozeBanner = lazyPart("work", () => import("@/features/snooze/snooze-banner"));
const MergedBanner = lazyPart("work", () => import("@/features/merge/merged-banner"));
const ConflictBanner = lazyPart("work", () => import("@/features/details/conflict-banner"));

/** The state that a ticket which is no spam goes back to. */
function useSpam({ ticket }: TicketView): (() => void) | null {
  const setState = useSetState(ticket.number);
  const [back] = ticket.allowed_states;
  if (ticket.state === "spam") return back ? () => setState(ticket, back) : null;
  return ticket.allowed_states.includes("spam") ? () => setState(ticket, "spam") : null;
}

/** What can be done to the open ticket as a whole, and the windows it takes. */
export function TicketWindows({ view }: { view: TicketView }) {
  const { ticket } = view;
  const { number } = ticket;
  const { me } = usePeople();
  const change = useChangeTicket(number);
  const [open, setOpen] = useState<"snooze" | "merge" | "link" | "escalate" | "calls" | null>(null);
  const close = () => setOpen(null);
  const watching = ticket.watchers.includes(me.id);
  const over = ticket.merged_into !== null || ticket.state === "closed" || ticket.state === "spam";

  useAction("snooze", over ? null : () => setOpen("snooze"));
  useAction("wake", isAsleep(ticket) ? () => change.mutate({ kind: "wake" }) : null);
  useAction("merge", ticket.merged_into === null && ticket.state !== "spam" ? () => setOpen("merge") : null);
  const called = ticket.escalations.some((each) => each.metric === "manual" && !each.acknowledged_at);
  useAction("escalate", over || ticket.state === "resolved" || called ? null : () => setOpen("escalate"));
  const escalated = ticket.escalations.length > 0 || view.events.some(({ type }) => type === "escalation.raised");
  useAction("calls", escalated ? () => setOpen("calls") : null);
  useAction("link", () => setOpen("link"));
  useAction("split", () => startSplit(number));
  useAction("watch", () => change.mutate({ kind: "watch", on: !watching }));
  useAction("spam", useSpam(view));
  useAction("tags", () => showField(number, "tags"));
  useAction("category", () => showField(number, "category_id"));
  useAction("team", () => showField(number, "team_id"));
  useEffect(() => {
    // A key opens them in the frame after it.
    const timer = setTimeout(() => {
      SnoozeDialog.preload();
      MergeDialog.preload();
    }, 1_500);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Suspense>
      {open === "snooze" && <SnoozeDialog ticket={ticket} onClose={close} />}
      {open === "merge" && <MergeDialog ticket={ticket} onClose={close} />}
      {open === "escalate" && <EscalateDialog ticket={ticket} onClose={close} />}
      {open === "calls" && <CallsPanel ticket={ticket} onClose={close} />}
      {open === "link" && <LinkDialog ticket={ticket} onClose={close} />}
    </Suspense>
  );
}

/** What has to be known before one reads on: that it sleeps, went elsewhere, or that somebody else was quicker. */
export function TicketBanners({ view }: { view: TicketView }) {
  const { ticket } = view;
  const conflict = useStore(notices)[ticket.number]?.conflict;
  return (
    <Suspense>
      {ticket.merged_into !== null && <MergedBanner ticket={ticket} />}
      {isAsleep(ticket) && <SnoozeBanner ticket={ticket} />}
      {conflict && <ConflictBanner view={view} />}
    </Suspense>
  );
}
