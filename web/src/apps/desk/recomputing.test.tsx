/** After a policy was saved: what open tickets would get, and the job that gives it to them. */
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { http, HttpResponse } from "msw";
import { expect, test, vi } from "vitest";
import { sessionManager } from "@/api/session";
import type { Recomputation, RecomputationPreview, Session } from "@/api/types";
import { loadWords } from "@/lib/i18n";
import "@/lib/more-words";
import { server, url } from "@/test/api";
import { JONAS, session } from "@/test/fixtures";
import OpenTickets from "@/features/recomputing/open-tickets";
import Restate from "@/features/recomputing/restate";

const metric = (name: string, fields: object = {}) => ({ metric: name, moved: 0, started: 0, cancelled: 0, breached: 0, decided: 0, ...fields });
const PREVIEW: RecomputationPreview = {
  looked_at: 40,
  complete: true,
  found: 12,
  changed: 9,
  metrics: [metric("first_response", { moved: 8, breached: 1, decided: 3 }), metric("next_response"), metric("resolution", { started: 9 })],
  samples: [{ number: 12, subject: "Broken lamp", metric: "first_response", due_before: "2026-03-02T12:00:00Z", due_after: null, breached: true }],
};
const job = (fields: Partial<Recomputation> = {}): Recomputation => ({
  id: "rcp_1",
  state: "queued",
  policy_id: "Gold",
  calendar_id: null, organisation_id: null,
  policies_version: 8,
  asked_by: "usr_1",
  asked_at: "2026-03-02T12:00:00Z",
  moved_at: "2026-03-02T12:00:00Z",
  found: 0,
  changed: 0,
  unchanged: 0,
  failed: 0,
  ...fields,
});

function show(preview: RecomputationPreview) {
  const asked: unknown[] = [];
  const onClose = vi.fn();
  let stands = job();
  server.use(
    http.post(url("/sla/recomputations/preview"), () => HttpResponse.json(preview)),
    http.post(url("/sla/recomputations"), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json(stands, { status: 202 });
    }),
    http.get(url("/sla/recomputations/rcp_1"), () => HttpResponse.json(stands)),
    http.delete(url("/sla/recomputations/rcp_1"), () => HttpResponse.json((stands = job({ state: "cancelled", found: 5, changed: 4 })))),
  );
  render(
    <QueryClientProvider client={new QueryClient()}>
      <OpenTickets scope={{ policy_id: "Gold" }} onClose={onClose} />
    </QueryClientProvider>,
  );
  return { user: userEvent.setup(), asked, onClose, move: (to: Recomputation) => (stands = to) };
}

test("nothing is asked when no open ticket would change", async () => {
  const { onClose } = show({ ...PREVIEW, changed: 0 });
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});

test("what would change is said before it is done, and how far it has come while it is", async () => {
  const { user, asked, move } = show(PREVIEW);
  expect(await screen.findByText(/9 open tickets would be promised something else/)).toBeVisible();
  expect(screen.getByText("8 other due times, 1 is missed at once, 3 are decided and stay")).toBeVisible();
  expect(screen.getByRole("list", { name: "Some of them" })).toHaveTextContent(/12Broken lampFirst response.* → not promisedmissed/);
  expect(asked).toEqual([]);
  move(job({ state: "running", found: 5, changed: 4 }));
  await user.click(screen.getByRole("button", { name: "Open tickets too" }));
  expect(asked).toEqual([{ policy_id: "Gold" }]);
  expect(await screen.findByText("4 of 5 changed so far.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Stop" }));
  expect(await screen.findByText("Stopped: 4 open tickets were changed and stay so.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Stop" })).not.toBeInTheDocument();
});

test("without a word more it holds for new tickets only", async () => {
  const { user, asked, onClose } = show(PREVIEW);
  await user.click(await screen.findByRole("button", { name: "New tickets only" }));
  expect(onClose).toHaveBeenCalled();
  expect(asked).toEqual([]);
});

test("a breach is taken back by somebody who may, with their reason", async () => {
  const sent: unknown[] = [];
  server.use(
    http.post(url("/sla/tickets/12/restatements"), async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({});
    }),
  );
  const clock = { metric: "first_response", due_at: "2026-03-02T12:00:00Z", state: "breached" } as const;
  await loadWords("recomputing");
  const shown = async (as: Session) => {
    server.use(http.post(url("/session/refresh"), () => HttpResponse.json(as)));
    await sessionManager.start();
    return render(
      <QueryClientProvider client={new QueryClient()}>
        <Restate number={12} clock={clock} />
      </QueryClientProvider>,
    );
  };
  const { unmount } = await shown(session("token-1", 3600));
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
  unmount();
  await shown(session("token-2", 3600, JONAS));
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "This was no breach…" }));
  expect(screen.getByRole("button", { name: "Take the breach back" })).toBeDisabled();
  await user.type(screen.getByLabelText("Why"), "Answered by phone.");
  await user.click(screen.getByRole("button", { name: "Take the breach back" }));
  await waitFor(() => expect(sent).toEqual([{ metric: "first_response", due_at: clock.due_at, reason: "Answered by phone." }]));
});
