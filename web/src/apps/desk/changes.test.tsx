import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { afterResolving } from "@/features/tickets/after-resolving";
import { find, problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, view } from "@/test/fixtures";
import { gate } from "@/test/gate";

const TICKET = url("/tickets/:number");

async function openTicket() {
  afterResolving.set("stay");
  const desk = openDesk("/northwind/inbox/mine/1");
  await screen.findByRole("heading", { name: "Question 1" });
  return { ...desk, details: screen.getByRole("region", { name: "Details" }) };
}

/** The button in the ticket's head: the details have the same one again. */
const handle = (name: RegExp) => screen.getAllByRole("button", { name })[0];

test("a change shows at once, carries the version, and stays when the server agrees", async () => {
  let version: string | null = null;
  const [answer, opened] = gate();
  server.use(
    http.patch(TICKET, async ({ request }) => {
      version = request.headers.get("If-Match");
      await opened;
      Object.assign(find(1).ticket, { state: "resolved", state_category: "resolved", version: 4 });
      return HttpResponse.json(find(1).ticket);
    }),
  );
  const { user } = await openTicket();
  await user.keyboard("e");
  await waitFor(() => expect(handle(/^State: Resolved/)).toBeVisible());
  await waitFor(() => expect(version).toBe('"3"'));
  answer();
  await waitFor(() => expect(find(1).ticket.version).toBe(4));
  expect(handle(/^State: Resolved/)).toBeVisible();
});

test("a refusal puts the old state back, in the list too, and says what is allowed", async () => {
  server.use(http.patch(TICKET, () => problem(409, "illegal_transition", { allowed: ["pending", "spam"] })));
  const { user } = await openTicket();
  const list = await screen.findByRole("list", { name: "Mine" });
  await user.keyboard("e");
  expect((await screen.findAllByText("From here it can only become: Pending, Spam.", { exact: false })).length).toBeGreaterThan(0);
  expect(handle(/^State: Open/)).toBeVisible();
  await waitFor(() => expect(within(list).getAllByRole("link")).toHaveLength(3));
});

test("a change that came too late is undone, explained, and replaced by what the other did", async () => {
  server.use(
    http.patch(TICKET, () => {
      Object.assign(find(1).ticket, { priority: "urgent", version: 9 });
      return problem(412, "stale_version", { current_version: 9 });
    }),
  );
  const { user } = await openTicket();
  await user.keyboard("e");
  expect((await screen.findAllByText(/Somebody changed this ticket at the same moment/)).length).toBeGreaterThan(0);
  await waitFor(() => expect(handle(/^Priority: Urgent/)).toBeVisible());
  expect(handle(/^State: Open/)).toBeVisible();
});

test("a opens the people, typing narrows them down, Enter assigns", async () => {
  const { user } = await openTicket();
  await user.keyboard("a");
  const field = await screen.findByRole("searchbox", { name: "Find a colleague" });
  await waitFor(() => expect(field).toHaveFocus());
  await user.keyboard("jon");
  await waitFor(() => expect(screen.queryByRole("menuitemradio", { name: /Nobody/ })).not.toBeInTheDocument());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(find(1).ticket.assignee_id).toBe(JONAS.id));
  expect(handle(/^Assignee: Jonas Lind/)).toBeVisible();
});

test("only the states the server allows are offered", async () => {
  world.tickets[0] = view(1, { allowed_states: ["pending"] });
  const { user } = await openTicket();
  await user.keyboard("o");
  const offered = await screen.findAllByRole("menuitemradio");
  expect(offered.map((each) => each.textContent)).toEqual(["Open", "Pending"]);
});

test("two quick changes run one after the other, each on the version the first one made", async () => {
  const versions: (string | null)[] = [];
  const change = async ({ request, params }: { request: Request; params: Record<string, unknown> }) => {
    versions.push(request.headers.get("If-Match"));
    const { ticket } = find(params.number);
    Object.assign(ticket, await request.json(), { version: ticket.version + 1 });
    return HttpResponse.json(ticket);
  };
  world.tickets[0] = view(1, { assignee_id: null });
  server.use(http.patch(TICKET, change), http.put(url("/tickets/:number/assignment"), change));
  const { user } = await openTicket();
  await user.keyboard("ie");
  await waitFor(() => expect(versions).toEqual(['"3"', '"4"']));
  await waitFor(() => expect(handle(/^State: Resolved/)).toBeVisible());
});
