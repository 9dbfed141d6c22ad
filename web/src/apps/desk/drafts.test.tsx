import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { tellOfDrafts } from "@/features/drafts/draft-news";
import type { ServerDrafts } from "@/features/drafts/server-drafts";
import { find, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS } from "@/test/fixtures";
import { gate } from "@/test/gate";
import { serverDraft, writingDesk } from "@/test/writing";

async function openComposer(path = "/northwind/inbox/mine/1") {
  const desk = openDesk(path);
  const area = await screen.findByRole("textbox", { name: "Reply to the customer" });
  return { ...desk, area };
}

test("what is written is on the server without anything being pressed, and gone there when it is sent", async () => {
  const { user, area } = await openComposer();
  await user.type(area, "Dear Ada");
  await waitFor(() => expect(writingDesk.drafts.mine?.body).toBe("Dear Ada"));
  expect(await screen.findByText("Draft saved")).toBeInTheDocument();
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(world.posted).toHaveLength(1));
  await waitFor(() => expect(writingDesk.drafts.mine).toBeNull());
});

test("a draft that is shared while it is being saved is shared", async () => {
  const { user, area } = await openComposer();
  const [saved, opened] = gate();
  server.use(
    http.put(url("/tickets/:number/drafts/mine"), async ({ request }) => {
      await opened;
      return HttpResponse.json(serverDraft((await request.json()) as object));
    }, { once: true }),
  );
  await user.type(area, "for all");
  await screen.findByText("Saving…");
  await user.click(screen.getByRole("button", { name: "Share the draft with the team" }));
  saved();
  await waitFor(() => expect(writingDesk.drafts.shared?.body).toBe("for all"));
});

test("of two answers that pass each other on their way the one asked for last counts", async () => {
  const answers: ((drafts: ServerDrafts) => void)[] = [];
  server.use(
    http.get(url("/tickets/:number/drafts"), async () => HttpResponse.json(await new Promise<ServerDrafts>((resolve) => answers.push(resolve)))),
  );
  const { area } = await openComposer();
  await waitFor(() => expect(answers).toHaveLength(1));
  tellOfDrafts(1);
  await waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.({ mine: null, shared: serverDraft({ body: "Jonas began", updated_by: JONAS.id }) });
  await waitFor(() => expect(area).toHaveValue("Jonas began"));
  answers[0]?.({ mine: null, shared: null });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(area).toHaveValue("Jonas began");
});

test("leaving the ticket saves at once", async () => {
  const { user, area, router } = await openComposer();
  await user.type(area, "half");
  await router.navigate({ to: "/$slug/inbox/$view/$number", params: { slug: "northwind", view: "mine", number: "2" } });
  await waitFor(() => expect(writingDesk.saved.some(({ draft }) => draft.body === "half")).toBe(true), { timeout: 500 });
});

test("what another device wrote is there when the ticket is opened", async () => {
  writingDesk.drafts = { mine: serverDraft({ body: "begun on the phone", to: ["cara@c.example"], cc: ["ben@b.example"] }), shared: null };
  const { area } = await openComposer();
  await waitFor(() => expect(area).toHaveValue("begun on the phone"));
  expect(screen.getByRole("button", { name: /Recipients:.*cara@c.example ?and 1 more/ })).toBeVisible();
});

test("without a server the words are kept on the device, and it says so", async () => {
  server.use(
    http.get(url("/tickets/:number/drafts"), () => HttpResponse.error()),
    http.put(url("/tickets/:number/drafts/:scope"), () => HttpResponse.error()),
  );
  const { user, area } = await openComposer();
  await user.type(area, "offline");
  expect(await screen.findByText("Saved on this device")).toBeInTheDocument();
  expect(JSON.stringify(localStorage)).toContain("offline");
});

test("two devices on one draft: both texts are shown, nothing is sent before one is chosen, and both can be kept", async () => {
  const { user, area } = await openComposer();
  await user.type(area, "from here");
  await waitFor(() => expect(writingDesk.drafts.mine?.body).toBe("from here"));
  writingDesk.drafts = { ...writingDesk.drafts, mine: serverDraft({ version: 9, body: "from the phone" }) };
  await user.type(area, " and more");
  const answer = screen.getByRole("region", { name: "Answer" });
  expect(await within(answer).findByText("from the phone")).toBeVisible();
  expect(area).toHaveValue("from here and more");
  await user.type(area, "{Control>}{Enter}{/Control}");
  expect(world.posted).toHaveLength(0);
  await user.click(within(answer).getByRole("button", { name: "Keep both" }));
  expect(area).toHaveValue("from here and more\n\nfrom the phone");
  await waitFor(() => expect(writingDesk.drafts.mine?.body).toBe("from here and more\n\nfrom the phone"));
});

test("a draft can be shared, and is then no longer one's own only", async () => {
  const { user, area } = await openComposer();
  await user.type(area, "together");
  await waitFor(() => expect(writingDesk.drafts.mine).not.toBeNull());
  await user.click(screen.getByRole("button", { name: "Share the draft with the team" }));
  await waitFor(() => expect(writingDesk.drafts).toMatchObject({ mine: null, shared: { body: "together" } }));
});

test("a colleague's shared draft opens, and says who wrote last", async () => {
  writingDesk.drafts = { mine: null, shared: serverDraft({ body: "Jonas began", updated_by: JONAS.id }) };
  const { area } = await openComposer();
  await waitFor(() => expect(area).toHaveValue("Jonas began"));
  expect(await screen.findByText("Last written by Jonas Lind")).toBeInTheDocument();
});

test("a message that did not go through is saved again, and not lost with the device", async () => {
  server.use(http.post(url("/tickets/:number/messages"), () => HttpResponse.error(), { once: true }));
  const { user, area } = await openComposer();
  await user.type(area, "Dear Ada{Control>}{Enter}{/Control}");
  await screen.findByText(/Not sent: No answer came/);
  await waitFor(() => expect(writingDesk.drafts.mine?.body).toBe("Dear Ada"));
  expect(find(1).messages).toHaveLength(1);
});
