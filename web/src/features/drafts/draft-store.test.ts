import { beforeEach, expect, test } from "vitest";
import { beginSending, drafts, editDraft, finishSending, readDraft, selectKind, takeBack, wipeDrafts } from "./draft-store";

const place = { tenant: "tnt_1", user: "usr_1", number: 7 };
const other = { tenant: "tnt_1", user: "usr_2", number: 7 };

/** What a reload does: memory is gone, the browser's storage is not. */
const reload = () => drafts.set({});

beforeEach(() => wipeDrafts());

test("a draft survives a reload", () => {
  editDraft(place, "reply", { text: "Dear Ada" }, "msg_1");
  reload();
  expect(readDraft(place)).toMatchObject({ written: { reply: { text: "Dear Ada" } }, seen: "msg_1", saved: true });
});

test("a reply and a note never share their text", () => {
  editDraft(place, "reply", { text: "for the customer" }, "msg_1");
  selectKind(place, "note");
  editDraft(place, "note", { text: "for us" }, "msg_1");
  const { reply, note } = readDraft(place).written;
  expect([reply.text, note.text]).toEqual(["for the customer", "for us"]);
});

test("a text lost on its way by a reload is a draft again, with the same key", () => {
  editDraft(place, "reply", { text: "Dear Ada" }, "msg_1");
  const { key } = beginSending(place, { stateAfter: null }, "2026-11-22T09:00:00Z");
  expect(readDraft(place).written.reply.text).toBe("");
  reload();
  expect(readDraft(place).written.reply.text).toBe("Dear Ada");
  expect(beginSending(place, { stateAfter: null }, "2026-11-22T09:01:00Z").key).toBe(key);
});

test("what was written while the first text was on its way stays behind it", () => {
  editDraft(place, "reply", { text: "first" }, "msg_1");
  beginSending(place, { stateAfter: null }, "2026-11-22T09:00:00Z");
  editDraft(place, "reply", { text: "second" }, "msg_1");
  takeBack(place, { kind: "reply", stale: false, reason: "no answer" }, false);
  expect(readDraft(place).written.reply.text).toBe("first\n\nsecond");
});

test("the next text has a key of its own", () => {
  editDraft(place, "reply", { text: "first" }, "msg_1");
  const first = beginSending(place, { stateAfter: null }, "2026-11-22T09:00:00Z");
  finishSending(place, "reply", "msg_1", "msg_2");
  editDraft(place, "reply", { text: "second" }, "msg_2");
  expect(beginSending(place, { stateAfter: null }, "2026-11-22T09:01:00Z").key).not.toBe(first.key);
});

test("an own note does not make the reply under way look stale, but other news do", () => {
  editDraft(place, "reply", { text: "Dear Ada" }, "msg_1");
  selectKind(place, "note");
  editDraft(place, "note", { text: "for us" }, "msg_1");
  beginSending(place, { stateAfter: null }, "2026-11-22T09:00:00Z");
  finishSending(place, "note", "msg_1", "msg_2");
  expect(readDraft(place).seen).toBe("msg_2");
  editDraft(place, "note", { text: "again" }, "msg_3");
  beginSending(place, { stateAfter: null }, "2026-11-22T09:02:00Z");
  finishSending(place, "note", "msg_3", "msg_4");
  expect(readDraft(place).seen).toBe("msg_2");
});

test("signing in keeps one's own drafts and removes everybody else's", () => {
  editDraft(place, "reply", { text: "mine" }, "msg_1");
  editDraft(other, "reply", { text: "theirs" }, "msg_1");
  wipeDrafts({ tenant: "tnt_1", user: "usr_1" });
  reload();
  expect(readDraft(place).written.reply.text).toBe("mine");
  expect(readDraft(other).written.reply.text).toBe("");
});

test("a spoilt draft in the storage is no draft", () => {
  localStorage.setItem("lambdesk:draft:tnt_1:usr_1:7", "{not json");
  expect(readDraft(place).written.reply.text).toBe("");
});
