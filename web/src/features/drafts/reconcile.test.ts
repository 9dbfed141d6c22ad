import { expect, test } from "vitest";
import { serverDraft } from "@/test/writing";
import { EMPTY, joined, NOTHING, type Draft } from "./draft";
import { printOfDraft, printOfServer, reconcile } from "./reconcile";
import { htmlToSend, printOf, wordsOf, writtenOf } from "./server-drafts";

const none = { mine: null, shared: null };
const local = (text: string, fields: Partial<Draft> = {}): Draft => ({ ...EMPTY, written: { ...EMPTY.written, reply: { ...NOTHING, text } }, ...fields });
const savedAs = (version: number, text: string) => ({ scope: "mine" as const, version, print: printOfDraft(local(text)) ?? "" });

test("words that only the browser has go to the server, and the other way round", () => {
  expect(reconcile(local("mine"), none)).toEqual({ what: "push", scope: "mine" });
  const theirs = serverDraft();
  expect(reconcile(EMPTY, { ...none, mine: theirs })).toEqual({ what: "adopt", scope: "mine", theirs });
  expect(reconcile(EMPTY, { ...none, shared: theirs })).toMatchObject({ what: "adopt", scope: "shared" });
});

test("what was written offline since the last save goes on from that version", () => {
  const mine = serverDraft({ version: 3, body: "old" });
  expect(reconcile(local("old and more", { synced: savedAs(3, "old") }), { ...none, mine })).toMatchObject({ what: "push" });
});

test("what another device wrote replaces words that nobody touched here", () => {
  const mine = serverDraft({ version: 4, body: "from the phone" });
  expect(reconcile(local("old", { synced: savedAs(3, "old") }), { ...none, mine })).toMatchObject({ what: "adopt" });
});

test("words on both sides that the other has not seen are a conflict, equal ones are none", () => {
  const mine = serverDraft({ version: 4, body: "from the phone" });
  expect(reconcile(local("changed here", { synced: savedAs(3, "old") }), { ...none, mine })).toMatchObject({ what: "conflict", theirs: mine });
  expect(reconcile(local("from the phone"), { ...none, mine })).toMatchObject({ what: "adopt" });
});

test("what was sent elsewhere goes away here, unless something was added", () => {
  expect(reconcile(local("old", { synced: savedAs(3, "old") }), none)).toEqual({ what: "forget" });
  expect(reconcile(local("old and more", { synced: savedAs(3, "old") }), none)).toMatchObject({ what: "push" });
});

test("what was sent here is taken off the server, but not a newer one", () => {
  const gone = { ...EMPTY, synced: savedAs(3, "old") };
  expect(reconcile(gone, { ...none, mine: serverDraft({ version: 3 }) })).toEqual({ what: "remove", scope: "mine" });
  expect(reconcile(gone, { ...none, mine: serverDraft({ version: 4 }) })).toMatchObject({ what: "adopt" });
});

test("a note under way here does not clash with a reply from elsewhere", () => {
  const noting: Draft = { ...EMPTY, kind: "note", written: { ...EMPTY.written, note: { ...NOTHING, text: "for us" } } };
  expect(reconcile(noting, { ...none, mine: serverDraft() })).toMatchObject({ what: "adopt" });
});

test("words keep their form over the server and back, pictures by the server's names", () => {
  const files = [{ id: "a1", uploadId: "upl_1", name: "p.png", mediaType: "image/png", size: 9, inline: true }];
  const written = { ...NOTHING, text: "[p.png]", html: '<p><img src="cid:a1" alt="p.png"></p>', files, people: { to: ["a@b.example"], cc: ["half@"], bcc: [] } };
  expect(htmlToSend(written)).toContain("cid:upl_1");
  const words = wordsOf("reply", written);
  expect(words.cc).toEqual([]);
  const back = writtenOf(words);
  expect(back.files).toEqual([{ ...files[0], id: "upl_1" }]);
  expect(printOf(wordsOf("reply", back))).toBe(printOf(words));
  expect(printOfServer(serverDraft({ ...words }))).toBe(printOf(words));
});

test("a file that is still on its way is not said to be there", () => {
  const files = [{ id: "a1", uploadId: null, name: "p.png", mediaType: "image/png", size: 9, inline: false }];
  expect(wordsOf("reply", { ...NOTHING, files }).attachments).toEqual([]);
});

test("joined, plain and formatted text keep every letter and every file", () => {
  const file = { id: "f", uploadId: "u", name: "n", mediaType: "t/x", size: 1, inline: false };
  const both = joined({ ...NOTHING, text: "1 < 2\nsame", files: [file] }, { ...NOTHING, text: "bold", html: "<p><strong>bold</strong></p>", files: [file] });
  expect(both.html).toBe("<p>1 &lt; 2<br>same</p><p><strong>bold</strong></p>");
  expect(both.text).toBe("1 < 2\nsame\n\nbold");
  expect(both.files).toEqual([file]);
});
