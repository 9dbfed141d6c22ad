import { beforeEach, expect, test } from "vitest";
import { beginSending, drafts, editDraft, finishSending, readDraft, selectKind, takeBack, wipeDrafts } from "./draft-store";

const place = { tenant: "tnt_1", user: "usr_1", number: 7 };
const other = { tenant: "tnt_1", user: "usr_2", number: 7 };

/** What a reload does: memory is gone, the browser's storage is not. */
const reload = () => drafts.set({});

beforeEach(() => wipeDrafts());

test("a draft survives a reload", () => {
  editDraft(place, "reply", "Dear Ada", "msg_1");
  reload();
  expect(readDraft(place)).toMatchObject({ text: { reply: "Dear Ada" }, seen: "msg_1", saved: true });
});

test("a reply and a note never share their text", () => {
  editDraft(place, "reply", "for the customer", "msg_1");
  selectKind(place, "note");
  editDraft(place, "note", "for us", "msg_1");
  expect(readDraft(place).text).toEqual({ reply: "for the customer", note: "for us" });
});

test("a text lost on its way by a reload is a draft again, with the same key", () => {
  editDraft(place, "reply", "Dear Ada", "msg_1");
  const { key } = beginSending(place, null, "2026-11-22T09:00:00Z");
  expect(readDraft(place).text.reply).toBe("");
  reload();
  expect(readDraft(place).text.reply).toBe("Dear Ada");
  expect(beginSending(place, null, "2026-11-22T09:01:00Z").key).toBe(key);
});

test("what was written while the first text was on its way stays behind it", () => {
  editDraft(place, "reply", "first", "msg_1");
  beginSending(place, null, "2026-11-22T09:00:00Z");
  editDraft(place, "reply", "second", "msg_1");
  takeBack(place, { kind: "reply", stale: false, reason: "no answer" }, false);
  expect(readDraft(place).text.reply).toBe("first\n\nsecond");
});

test("the next text has a key of its own", () => {
  editDraft(place, "reply", "first", "msg_1");
  const first = beginSending(place, null, "2026-11-22T09:00:00Z");
  finishSending(place, "reply", "msg_1", "msg_2");
  editDraft(place, "reply", "second", "msg_2");
  expect(beginSending(place, null, "2026-11-22T09:01:00Z").key).not.toBe(first.key);
});

test("an own note does not make the reply under way look stale, but other news do", () => {
  editDraft(place, "reply", "Dear Ada", "msg_1");
  selectKind(place, "note");
  editDraft(place, "note", "for us", "msg_1");
  beginSending(place, null, "2026-11-22T09:00:00Z");
  finishSending(place, "note", "msg_1", "msg_2");
  expect(readDraft(place).seen).toBe("msg_2");
  editDraft(place, "note", "again", "msg_3");
  beginSending(place, null, "2026-11-22T09:02:00Z");
  finishSending(place, "note", "msg_3", "msg_4");
  expect(readDraft(place).seen).toBe("msg_2");
});

test("signing in keeps one's own drafts and removes everybody else's", () => {
  editDraft(place, "reply", "mine", "msg_1");
  editDraft(other, "reply", "theirs", "msg_1");
  wipeDrafts({ tenant: "tnt_1", user: "usr_1" });
  reload();
  expect(readDraft(place).text.reply).toBe("mine");
  expect(readDraft(other).text.reply).toBe("");
});

test("a spoilt draft in the storage is no draft", () => {
  localStorage.setItem("lambdesk:draft:tnt_1:usr_1:7", "{not json");
  expect(readDraft(place).text.reply).toBe("");
});
