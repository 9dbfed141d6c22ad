import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { useLooking } from "@/api/viewing";
import { lazyPart } from "@/lib/lazy-part";
import { readStored, writeStored } from "@/lib/storage";
import { useStore } from "@/lib/store";
import { setTitle } from "@/lib/title";
import { useMedia } from "@/lib/use-media";
import { Locked } from "@/ui/locked";
import { IconButton } from "@/ui/icon-button";
import { ActionButton } from "@/features/actions/action-button";
import { CATALOG } from "@/features/actions/catalog";
import { runAction, useAction } from "@/features/actions/registry";
import { CANNED } from "@/features/canned/canned-popup";
import { Composer } from "@/features/composer/composer";
import DetailsPanel from "@/features/details/details-panel";
import { EscalationBanner } from "@/features/escalation/escalation-banner";
import { splitting } from "@/features/merge/split-store";
import { storiesOf } from "@/features/sla/story";
import { PresenceLine } from "@/features/presence/presence-line";
import { useLiveTicket } from "@/features/presence/use-live-ticket";
import { ThreadFlow } from "@/features/thread/thread-flow";
import { ThreadHeader } from "@/features/thread/thread-header";
import { MoreButton } from "@/features/tickets/more-button";
import { ThreadFailed, ThreadLoading } from "@/features/thread/thread-states";
import { wantedField } from "@/features/tickets/notices";
import { ticketQuery } from "@/features/tickets/queries";
import { usePeople } from "@/features/tickets/use-people";
import type { View } from "@/features/tickets/views";
import { TicketBanners, TicketWindows } from "./ticket-windows";

const POPUPS = [CANNED];

const ChildrenDialog = lazyPart("work", () => import("@/features/children/children-dialog"));
const DetailsSheet = lazyPart("work", () => import("@/features/details/details-sheet"));
const LookingLine = lazyPart("roles", () => import("@/features/roles/looking-line"));
const SplitBar = lazyPart("work", () => import("@/features/merge/split-bar"));

/** As --breakpoint-context: from here on the details have a column of their own. */
const WIDE = "(width >= 1280px)";

/** One ticket: its conversation, the answer, and beside them what is known of it. */
export default function ThreadPane({ number, slug, view: from }: { number: number; slug: string; view: View }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const people = usePeople();
  const query = useQuery(ticketQuery(number));
  useLiveTicket(number, query.data?.ticket.merged);
  const wide = useMedia(WIDE);
  const [column, setColumn] = useState(readStored("details") !== "off");
  const [parent, setParent] = useState<{ ticket: Ticket; words: { text: string; html: string | null } } | null>(null);
  const [sheet, setSheet] = useState(false);
  const isSplitting = useStore(splitting)?.number === number;
  const isWanted = useStore(wantedField)?.number === number;
  const looking = useLooking();
  const view = query.data;
  // A ticket that could not be read stays so while it is tried again; it would turn to bones and back with each try.
  const [failure, setFailure] = useState<Error | null>(null);
  if (query.error && query.error !== failure) setFailure(query.error);
  const stories = useMemo(() => (view ? storiesOf(view) : []), [view]);

  useAction("details", () => {
    if (!wide) return setSheet(!sheet);
    writeStored("details", column ? "off" : null);
    setColumn(!column);
  });
  // Somebody wants to see a field: the details come, wherever there is room for them.
  if (isWanted && wide && !column) setColumn(true);
  if (isWanted && !wide && !sheet) setSheet(true);
  useEffect(() => {
    if (view) setTitle(`${view.ticket.label} ${view.ticket.subject}`);
  }, [view]);

  const back = (
    <IconButton
      icon={ArrowLeft}
      label={t("action.back")}
      keys={CATALOG.back.keys}
      className="-ml-1.5 pane:hidden"
      onClick={() => runAction("back")}
    />
  );
  if (!view) {
    return (
      <div className="flex h-full flex-col">
        <div className="p-2 pane:hidden">{back}</div>
        {failure ? <ThreadFailed error={failure} retry={() => void query.refetch()} /> : <ThreadLoading />}
      </div>
    );
  }
  const open = () =>
    void navigate({ to: "/$slug/inbox/$view/$number", params: { slug, view: from.id, number: String(number) } });
  return (
    <div className="flex h-full min-w-0">
      <section aria-label={view.ticket.label} className="flex min-w-0 flex-1 flex-col">
        <ThreadHeader
          ticket={view.ticket}
          stories={stories}
          lead={back}
          trail={
            <>
              <ActionButton action="resolve" />
              <ActionButton action="details" />
              <MoreButton number={number} slug={slug} />
            </>
          }
        />
        <Locked locked={looking}>
          <EscalationBanner ticket={view.ticket} />
          <TicketBanners view={view} />
        </Locked>
        <ThreadFlow view={view} people={people} />
        <PresenceLine number={number} people={people} />
        {looking ? (
          <Suspense>
            <LookingLine />
          </Suspense>
        ) : isSplitting ? (
          <Suspense>
            <SplitBar view={view} />
          </Suspense>
        ) : (
          <Composer
            view={view}
            onOpen={open}
            popups={POPUPS}
            onResolved={({ ticket }, words) => {
              if (ticket.links.some((link) => link.kind === "parent_of")) setParent({ ticket, words });
            }}
          />
        )}
      </section>
      {wide && column && (
        <section aria-label={t("details.title")} className="w-context shrink-0 overflow-y-auto border-l bg-bg">
          <DetailsPanel view={view} stories={stories} />
        </section>
      )}
      <Suspense>{parent && <ChildrenDialog {...parent} onClose={() => setParent(null)} />}</Suspense>
      <TicketWindows view={view} />
      <Suspense>{sheet && !wide && <DetailsSheet view={view} stories={stories} onClose={() => setSheet(false)} />}</Suspense>
    </div>
  );
}
