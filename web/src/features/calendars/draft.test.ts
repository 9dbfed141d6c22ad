/** Times as people type them, and what a form of hours makes of them. */
import { expect, test } from "vitest";
import { begun, bodyOf, complete, nextSpan, overnight, readTime, start, withDays } from "./draft";
import { outline } from "./outline";
import { months, totals, weeks } from "./year";

test.each([
  ["9", "09:00"],
  ["09", "09:00"],
  ["930", "09:30"],
  ["9.30", "09:30"],
  [" 17:05 ", "17:05"],
  ["5 pm", "17:00"],
  ["12am", "00:00"],
  ["12:30 p.m.", "12:30"],
  ["24", "24:00"],
  ["2400", "24:00"],
])("%s closes at %s", (typed, time) => expect(readTime(typed, true)).toBe(time));

test.each(["", "25", "9:60", "24:01", "13 pm", "0 am", "noon", "9:5"])("%s is no time", (typed) => expect(readTime(typed, true)).toBeNull());

test("nothing opens at the end of a day", () => expect(readTime("24:00", false)).toBeNull());

test("what closes earlier than it opens goes over midnight", () => {
  expect(overnight({ opens: "22", closes: "6" })).toBe(true);
  expect(overnight({ opens: "9", closes: "24" })).toBe(false);
  expect(overnight({ opens: "9", closes: "" })).toBe(false);
});

test("a new calendar opens on workdays; times are sent written out, and no country is none", () => {
  const draft = start(null, "Europe/Berlin");
  const typed = { ...draft, week: { ...draft.week, saturday: [{ opens: "9", closes: "1 pm" }] } };
  const body = bodyOf(typed);
  expect(body.week.saturday).toEqual([{ opens: "09:00", closes: "13:00" }]);
  expect([body.week.friday?.length, body.week.sunday, body.country, body.subdivision]).toEqual([1, [], null, null]);
  expect(complete(typed)).toBe(true);
  const { holidays, overrides } = begun({ ...typed, holidays: [{ date: "", name: "x" }], overrides: [{ first: "", last: "", name: "", windows: [] }] });
  expect([holidays, overrides]).toEqual([[], []]);
  expect(complete({ ...typed, week: { ...draft.week, sunday: [{ opens: "9", closes: "x" }] } })).toBe(false);
});

test("days of a file join those that are there, once each and in order", () => {
  const found = withDays([{ date: "2026-12-25", name: "Mine" }, { date: "2026-05-01", name: "" }], [{ date: "2026-12-25", name: "Christmas" }]);
  expect(found).toEqual([{ date: "2026-05-01", name: "" }, { date: "2026-12-25", name: "Christmas" }]);
});

test("the next hours come after those that are there, while the day has room", () => {
  expect(nextSpan([])).toEqual({ opens: "09:00", closes: "17:00" });
  expect(nextSpan([{ opens: "8", closes: "12" }])).toEqual({ opens: "13:00", closes: "17:00" });
  expect(nextSpan([{ opens: "22:00", closes: "06:00" }])).toEqual({ opens: "", closes: "" });
});

test("a week in short joins days with the same hours that follow each other", () => {
  const day = [{ opens: "09:00", closes: "17:00" }];
  expect(outline({ monday: day, tuesday: day, thursday: day, sunday: [] })).toEqual([
    { first: "monday", last: "tuesday", hours: "09:00–17:00" },
    { first: "thursday", last: "thursday", hours: "09:00–17:00" },
  ]);
});

test("days stand in months and weeks that begin on Monday", () => {
  const day = (date: string, open_seconds: number) => ({ date, open_seconds, windows: [], because: "week" as const, name: "" });
  const days = [day("2026-11-29", 0), day("2026-11-30", 1_800), day("2026-12-01", 5_400)];
  const [november, december] = months(days);
  expect([november?.id, november?.before, december?.before]).toEqual(["2026-11", 6, 1]);
  expect(november && weeks(november).map((week) => week.map((each) => each?.date.slice(8) ?? ""))).toEqual([["", "", "", "", "", "", "29"], ["30", "", "", "", "", "", ""]]);
  expect(totals(days)).toEqual({ open: 2, hours: 2 });
});
