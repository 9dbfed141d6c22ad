/** Business hours: made and changed on their page, with a look ahead at what is not saved yet. */
import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { BusinessCalendar, CalendarDay, CalendarFeed } from "@/api/types";
import { problem, server, url } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, session } from "@/test/fixtures";
import { settingsHandlers } from "@/test/settings-api";
import { setRules } from "@/test/work-api";

const DAY = [{ opens: "09:00", closes: "17:00" }];
const OFFICE: BusinessCalendar = {
  id: "cal_1",
  name: "Office",
  zone: "Europe/Berlin",
  week: { monday: DAY, tuesday: DAY },
  holidays: [],
  overrides: [],
  country: "DE",
  subdivision: "BY",
  public_holidays: [],
  feed_holidays: [],
  updated_at: "2026-11-01T09:00:00Z",
  version: 4,
};
const LOOK: CalendarDay[] = [
  { date: "2026-12-24", windows: [{ opens: "09:00", closes: "12:00" }], open_seconds: 10_800, because: "override", name: "Christmas Eve" },
  { date: "2026-12-25", windows: [], open_seconds: 0, because: "holiday", name: "Christmas" },
];
const FEED: CalendarFeed = {
  calendar_id: "cal_1",
  address: "https://example.com/days.ics",
  tried_at: new Date(Date.now() - 7_260_000).toISOString(),
  read_at: new Date(Date.now() - 7_260_000).toISOString(),
  days: 14,
  error: null,
  failing: false,
  reading: false,
};
let feed: CalendarFeed | null = null;
let calls: { method: string; tag: string | null; body: Record<string, unknown> }[] = [];
let asked: Record<string, unknown>[] = [];

const note = async (request: Request) => {
  calls.push({ method: request.method, tag: request.headers.get("If-Match"), body: (await request.json()) as Record<string, unknown> });
};

beforeEach(() => {
  [calls, asked] = [[], []];
  feed = null;
  setRules({ version: 3 });
  server.use(
    ...settingsHandlers,
    http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))),
    http.get(url("/calendars"), () => HttpResponse.json({ items: [OFFICE] })),
    http.get(url("/calendars/cal_1"), () => HttpResponse.json({ ...OFFICE, name: "Head office", version: 5 })),
    http.get(url("/holidays/feeds"), () => HttpResponse.json({ items: feed ? [feed] : [] })),
    http.get(url("/calendars/cal_1/feed"), () => (feed ? HttpResponse.json(feed) : problem(404, "not_found"))),
    http.get(url("/holidays/countries"), () => HttpResponse.json({ items: [{ country: "DE", subdivisions: ["BE", "BY"] }, { country: "FR", subdivisions: [] }] })),
    http.post(url("/calendars/preview"), async ({ request }) => {
      asked.push((await request.json()) as Record<string, unknown>);
      return HttpResponse.json({ days: LOOK });
    }),
    http.post(url("/calendars"), async ({ request }) => {
      await note(request);
      return HttpResponse.json({ ...OFFICE, id: "cal_2" }, { status: 201 });
    }),
    http.patch(url("/calendars/:id"), async ({ request }) => {
      await note(request);
      return HttpResponse.json({ ...OFFICE, version: 5 });
    }),
  );
});

const open = async (button: string) => {
  const desk = openDesk("/northwind/settings/calendars");
  await desk.user.click(await screen.findByRole("button", { name: button }));
  return desk;
};

test("the list says the hours in short", async () => {
  openDesk("/northwind/settings/calendars");
  expect(await screen.findByText("Mon–Tue 09:00–17:00")).toBeVisible();
  expect(screen.getByText("Germany, BY")).toBeVisible();
});

test("hours are typed as people do; the year of the draft is shown before anything is saved", async () => {
  const { user } = await open("New calendar");
  expect(screen.getByRole("heading", { name: "New calendar" })).toHaveFocus();
  await user.type(screen.getByLabelText("Name"), "Support");
  await user.click(screen.getByRole("button", { name: "Add hours: Saturday" }));
  expect(screen.getByLabelText("Saturday, 1: opens")).toHaveFocus();
  await user.keyboard("22");
  await user.clear(screen.getByLabelText("Saturday, 1: closes"));
  await user.type(screen.getByLabelText("Saturday, 1: closes"), "6 am");
  expect(screen.getByText("next day")).toBeVisible();
  await waitFor(() => expect(asked.at(-1)?.week).toMatchObject({ saturday: [{ opens: "22:00", closes: "06:00" }] }));
  expect(asked.at(-1)).not.toHaveProperty("name");
  const others = within(await screen.findByRole("list", { name: "Days that are different" }));
  expect(others.getByText("Christmas Eve")).toBeVisible();
  expect(calls).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Create" }));
  await waitFor(() => expect(calls[0]?.body).toMatchObject({ name: "Support", week: { saturday: [{ opens: "22:00", closes: "06:00" }] }, country: null }));
  expect(await screen.findByRole("list", { name: "Business hours" })).toBeVisible();
});

test("what is no time is not sent, and not looked at", async () => {
  const { user } = await open("Edit Office");
  const closes = await screen.findByLabelText<HTMLInputElement>("Monday, 1: closes");
  await waitFor(() => expect(asked).toHaveLength(1));
  await user.clear(closes);
  await user.type(closes, "late");
  await user.tab();
  expect(closes).toBeInvalid();
  expect(closes.validationMessage).toMatch(/^A time such as/);
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect([calls, asked.length]).toEqual([[], 1]);
});

test("what the server has against the draft stands at its field before it is saved", async () => {
  server.use(
    http.post(url("/calendars/preview"), () =>
      problem(422, "invalid", { errors: [{ field: "body.overrides.2026-12-24", message: "overlap", code: "overlaps" }, { field: "body.week", message: "no", code: "never_open" }] }),
    ),
  );
  const { user } = await open("Edit Office");
  await user.click(await screen.findByRole("button", { name: "Add a closure" }));
  await user.type(screen.getByLabelText("First day"), "2026-12-24");
  expect(await screen.findByText("Another exception holds on one of these days already.")).toBeVisible();
  expect(screen.getByLabelText("First day")).toBeInvalid();
  expect(screen.getByText("At least one day of the week has to open.")).toBeVisible();
  expect(screen.getByLabelText("Last day")).toHaveValue("2026-12-24");
});

test("somebody else's change in between is taken or written over", async () => {
  let refused = 0;
  server.use(
    http.patch(url("/calendars/:id"), async ({ request }) => {
      await note(request);
      refused += 1;
      return refused < 3 ? problem(412, "stale_version", { current_version: 5 }) : HttpResponse.json({ ...OFFICE, version: 6 });
    }),
  );
  const { user } = await open("Edit Office");
  await user.type(await screen.findByLabelText("Name"), " hours");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await user.click(await screen.findByRole("button", { name: "Show theirs" }));
  await waitFor(() => expect(screen.getByLabelText("Name")).toHaveValue("Head office"));
  await user.type(screen.getByLabelText("Name"), "s");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await user.click(await screen.findByRole("button", { name: "Save mine" }));
  expect(await screen.findByRole("list", { name: "Business hours" })).toBeVisible();
  expect(calls.map(({ tag, body }) => [tag, body.name])).toEqual([['"4"', "Office hours"], ['"5"', "Head offices"], ['"5"', "Head offices"]]);
});

test("days of a file join the holidays, and unsaved ones are not lost unasked", async () => {
  server.use(http.post(url("/holidays/ical"), () => HttpResponse.json({ items: [{ date: "2026-12-26", name: "Boxing Day" }], ignored: 2 })));
  const { user } = await open("Edit Office");
  await user.upload(await screen.findByLabelText("Take from an iCal file", { selector: "input" }), new File(["BEGIN:VCALENDAR"], "days.ics", { type: "text/calendar" }));
  expect(await screen.findByText("1 day was taken from the file. 2 events are no whole days and were left out.")).toBeVisible();
  expect(screen.getByLabelText("Holiday 1: name")).toHaveValue("Boxing Day");
  await user.click(screen.getByRole("button", { name: "Business hours" }));
  expect(screen.getByRole("button", { name: "Keep editing" })).toHaveFocus();
  await user.click(screen.getByRole("button", { name: "Drop them" }));
  expect(await screen.findByRole("list", { name: "Business hours" })).toBeVisible();
});

test("holidays are read from an address apart from the form, and what people wrote is still saved", async () => {
  const sent: unknown[] = [];
  server.use(
    http.put(url("/calendars/cal_1/feed"), async ({ request }) => {
      sent.push(await request.json());
      feed = { ...FEED, reading: true, read_at: null, tried_at: null };
      return HttpResponse.json(feed);
    }),
    http.get(url("/calendars/cal_1"), () => HttpResponse.json({ ...OFFICE, version: 5 })),
  );
  const { user } = await open("Edit Office");
  await user.type(screen.getByLabelText("Name"), " hours");
  await user.type(await screen.findByLabelText("Address of the iCal file"), "webcal://example.com/days.ics{Enter}");
  expect(await screen.findByText("Being read …")).toBeVisible();
  expect([sent, calls]).toEqual([[{ address: "webcal://example.com/days.ics" }], []]);
  expect(screen.getByLabelText("Address of the iCal file")).toHaveValue(FEED.address);
  await waitFor(() => expect(asked.at(-1)?.calendar_id).toBe("cal_1"));
  const looks = asked.length;
  feed = FEED;
  expect(await screen.findByText("Last read 2 hours ago, 14 days.")).toBeVisible();
  // The version that the feed made is looked at, and is the one that is written over.
  await waitFor(() => expect(asked.length).toBeGreaterThan(looks));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(calls.at(-1)).toMatchObject({ tag: '"5"', body: { name: "Office hours" } }));
});

test("what went wrong is said in words, and after a week where all calendars are", async () => {
  feed = { ...FEED, error: "redirected", failing: true };
  let [refreshed, removed] = [0, 0];
  server.use(
    http.post(url("/calendars/cal_1/feed/refresh"), () => {
      refreshed += 1;
      return HttpResponse.json({ ...FEED, error: "redirected", failing: true }, { status: 202 });
    }),
    http.delete(url("/calendars/cal_1/feed"), () => {
      removed += 1;
      feed = null;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  const { user } = openDesk("/northwind/settings/calendars");
  expect(await screen.findByText("Its holidays could not be read from their address for a week.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Edit Office" }));
  expect(await screen.findByText(/^The address leads on to another one\. Enter that one\. Tried 2 hours ago\. It has failed for a week/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Read it now" }));
  await waitFor(() => expect(refreshed).toBe(1));
  await user.click(screen.getByRole("button", { name: "Unsubscribe" }));
  await waitFor(() => expect(screen.queryByText(/^The address leads on/)).toBeNull());
  expect([removed, calls]).toEqual([1, []]);
  expect(screen.getByLabelText("Address of the iCal file")).toHaveValue("");
});

test("an address that is none is refused at its field", async () => {
  server.use(http.put(url("/calendars/cal_1/feed"), () => problem(422, "invalid", { errors: [{ field: "body.address", message: "no", code: "not_an_address" }] })));
  const { user } = await open("Edit Office");
  await user.type(await screen.findByLabelText("Address of the iCal file"), "http://example.com");
  await user.click(screen.getByRole("button", { name: "Subscribe" }));
  expect(await screen.findByText("An https address without a name and a password in it.")).toBeVisible();
});
