import { http, HttpResponse } from "msw";
import { afterEach, expect, test, vi } from "vitest";
import { server, url } from "@/test/api";
import { serverDraft, writingDesk } from "@/test/writing";
import { tellOfDrafts } from "./draft-news";
import { editDraft, readDraft, wipeDrafts } from "./draft-store";
import { keepDraft, syncOf, syncs, type Keeper } from "./draft-sync";

const place = { tenant: "tnt_1", user: "usr_1", number: 1 };
let keeper: Keeper;

const write = (text: string) => editDraft(place, "reply", { text }, "msg_1");
const written = () => readDraft(place).written.reply.text;

/** Holds back the next answer about drafts, which tells what is kept now. */
function holdAnswer(): () => void {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const before = writingDesk.drafts;
  const answer = async () => (await held, HttpResponse.json(before));
  server.use(http.get(url("/tickets/1/drafts"), answer, { once: true }));
  return letGo;
}

afterEach(() => {
  keeper.stop();
  wipeDrafts();
  syncs.set({});
});

test("an answer that was asked for before words were saved does not take them away", async () => {
  const letGo = holdAnswer();
  keeper = keepDraft(place, () => "msg_1");
  write("Dear Ada");
  await vi.waitFor(() => expect(syncOf(place).status).toBe("saved"), 3_000);
  letGo();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(written()).toBe("Dear Ada");
  expect(writingDesk.drafts.mine?.body).toBe("Dear Ada");
});

test("news that come while words are being saved are read afterwards", async () => {
  keeper = keepDraft(place, () => "msg_1");
  await vi.waitFor(() => expect(syncOf(place).status).toBe("idle"));
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const saving = vi.fn();
  server.use(http.put(url("/tickets/1/drafts/mine"), async () => (saving(), await held, HttpResponse.json(serverDraft())), { once: true }));
  write("Dear Ada");
  keeper.flush();
  await vi.waitFor(() => expect(saving).toHaveBeenCalled());
  writingDesk.drafts = { mine: serverDraft(), shared: serverDraft({ body: "The team's" }) };
  tellOfDrafts(1);
  letGo();
  await vi.waitFor(() => expect(syncOf(place).shared?.body).toBe("The team's"));
  expect(written()).toBe("Dear Ada");
});
