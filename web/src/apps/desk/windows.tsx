import { useNavigate, useParams } from "@tanstack/react-router";
import { Suspense, useEffect, useState } from "react";
import { maySetUp } from "@/api/may";
import { useSession } from "@/api/session";
import type { Row } from "@/api/types";
import { lazyPart } from "@/lib/lazy-part";
import { runAction, useAction } from "@/features/actions/registry";
import { NotificationsHost } from "@/features/notifications/notifications-host";
import { UndoHost } from "@/features/sending/undo-host";
import { setOpener } from "@/features/tickets/opener";
import { useChangeTicket } from "@/features/tickets/use-change-ticket";
import { findView, VIEWS, type Queue, type View } from "@/features/tickets/views";

const KeySheet = lazyPart("work", () => import("@/features/help/key-sheet"));
const NewTicketDialog = lazyPart("work", () => import("@/features/new-ticket/new-ticket-dialog"));
const Palette = lazyPart("work", () => import("@/features/palette/palette"));

/** Fetched ahead of its first use, so that it opens in the frame after the key. */
export function preloadPalette(): void {
  Palette.preload();
}

type Name = "help" | "new_ticket" | "palette" | "search";

/** The queue that a view is; none when it is somebody's part of one, or of several. */
const queueOf = (view: View | undefined) => (view?.order === "updated" && "queue" in view.query ? (view.query.queue as Queue) : null);

/** The key of a view. */
function ViewKey({ view, slug }: { view: View; slug: string }) {
  const navigate = useNavigate();
  useAction(`view_${view.id}`, () => void navigate({ to: "/$slug/inbox/$view", params: { slug, view: view.id } }));
  return null;
}

/** The windows that open anywhere, and the keys that work anywhere. */
export function Windows({ slug }: { slug: string }) {
  const navigate = useNavigate();
  const { view: viewId = "", number } = useParams({ strict: false });
  const [open, setOpen] = useState<Name | null>(null);
  const change = useChangeTicket(Number(number));
  useAction("help", () => setOpen("help"));
  useAction("new_ticket", () => setOpen("new_ticket"));
  useAction("palette", () => setOpen("palette"));
  useAction("search", () => setOpen("search"));
  useAction("settings", !maySetUp(useSession()) ? null : () => void navigate({ to: "/$slug/settings", params: { slug } }));
  useAction("canned_list", () => void navigate({ to: "/$slug/settings/$page", params: { slug, page: "canned" } }));
  const queue = queueOf(findView(viewId));
  useAction("export", queue && (() => void import("@/features/tickets/export-queue").then(({ exportQueue }) => exportQueue(queue), () => undefined)));
  const close = () => setOpen(null);

  const show = (ticket: number, row: Row | null) => {
    const now = findView(viewId);
    const holds = (view: View | undefined) => view && (!row || view.accepts(row, row.assignee_id ?? ""));
    const view = row && (holds(now) ? now : VIEWS.findLast(holds));
    void navigate({ to: "/$slug/inbox/$view/$number", params: { slug, view: view?.id ?? "open", number: String(ticket) } });
  };
  useEffect(() => setOpener((ticket) => show(ticket, null)));
  return (
    <>
      {VIEWS.map((view) => (
        <ViewKey key={view.id} view={view} slug={slug} />
      ))}
      <UndoHost onOpen={(ticket) => ticket !== Number(number) && show(ticket, null)} />
      <NotificationsHost onOpen={(ticket) => show(ticket, null)} />
      <Suspense>
        {open === "help" && <KeySheet onClose={close} />}
        {open === "new_ticket" && (
          <NewTicketDialog
            onClose={close}
            onCreated={(created) => {
              close();
              show(created, null);
            }}
          />
        )}
        {(open === "palette" || open === "search") && (
          <Palette
            searchOnly={open === "search"}
            canAssign={number !== undefined}
            onClose={close}
            onChoose={(target) => {
              close();
              // What runs may take the focus, so it waits until the palette has given it back.
              if (target.kind === "action") setTimeout(() => runAction(target.action), 30);
              else if (target.kind === "ticket") show(target.number, target.row);
              else change.mutate({ kind: "assignee", assignee_id: target.id });
            }}
          />
        )}
      </Suspense>
    </>
  );
}
