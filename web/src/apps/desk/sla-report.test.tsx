/** The SLA report as a manager reads it. */
import { screen, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { later, spanOf, wrongSpan } from "@/features/reports/reports";
import { server, url } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, MAYA, session } from "@/test/fixtures";

const asked: URLSearchParams[] = [];
const figure = (met: number, breached: number, open = 0) => ({ n: met + breached, met, breached, open, compliance: met + breached ? met / (met + breached) : null });
const ROWS: Record<string, object[]> = {
  metric: [{ key: "first_response", label: null, ...figure(9, 1, 2) }],
  agent: [
    { key: MAYA.id, label: MAYA.name, ...figure(9, 0) },
    { key: "none", label: null, ...figure(0, 1, 2) },
  ],
  team: [{ key: "none", label: null, ...figure(9, 1, 2) }],
};
const LATE = {
  ...{ number: 12, label: "TKT-0012", subject: "Broken lamp", metric: "first_response", verdict: "breached", day: "2026-11-03" },
  ...{ started_at: "2026-11-03T08:00:00.000Z", due_at: "2026-11-03T09:00:00.000Z", answered_at: "2026-11-03T10:00:00.000Z" },
  ...{ target_seconds: 3_600, seconds: 7_200, calendar_seconds: 7_200, policy_id: "default", priority: "normal", team_id: null, agent_id: null },
};

function answer(rows = ROWS, total: object = figure(9, 1, 2)) {
  server.use(
    http.get(url("/reports/sla"), ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      const [since, until, by] = [query.get("from"), query.get("to"), query.get("by") ?? "metric"];
      return HttpResponse.json({ since, until, zone: "Europe/Lisbon", by, total, items: rows[by] ?? [] });
    }),
    http.get(url("/reports/sla/verdicts"), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json({ items: [LATE], next_cursor: null, partial: false });
    }),
  );
}

beforeEach(() => {
  asked.length = 0;
  server.use(http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))));
  answer();
});

test("each metric says its share with what it is of, and one without a verdict has none", async () => {
  openDesk("/northwind/settings/sla-report");
  const first = within(await screen.findByRole("region", { name: "First response" }));
  expect(first.getByText("90%")).toBeVisible();
  expect(first.getByText("9 of 10 kept")).toBeVisible();
  expect(first.getByText("2 still open")).toBeVisible();
  const resolution = within(screen.getByRole("region", { name: "Resolution" }));
  expect(resolution.getByText("–")).toBeVisible();
  expect(resolution.queryByRole("button")).not.toBeInTheDocument();
});

test("a figure leads to its tickets", async () => {
  const { user } = openDesk("/northwind/settings/sla-report");
  await user.selectOptions(await screen.findByLabelText("Break down by"), "Agent");
  await user.click(await screen.findByRole("button", { name: "Nobody" }));
  const list = within(await screen.findByRole("dialog", { name: "Nobody" }));
  expect(await list.findByRole("link", { name: "TKT-0012" })).toHaveAttribute("href", "/northwind/tickets/12");
  expect(list.getByText(/2h of 1h/)).toBeVisible();
  expect(asked.at(-1)?.get("agent_id")).toBe("none");
  await user.selectOptions(list.getByLabelText("Which ones"), "Missed");
  expect(await list.findByRole("link", { name: "TKT-0012" })).toBeVisible();
  expect(asked.at(-1)?.get("verdict")).toBe("breached");
});

test("other days are asked for with the last one among them, and impossible ones are not", async () => {
  const { user } = openDesk("/northwind/settings/sla-report");
  await user.selectOptions(await screen.findByLabelText("Period"), "Other days");
  const [from, to] = [screen.getByLabelText("From"), screen.getByLabelText("To")];
  await user.clear(from);
  await user.type(from, "2026-11-01");
  await user.clear(to);
  await user.type(to, "2026-11-30");
  expect(await screen.findByRole("region", { name: "First response" })).toBeVisible();
  expect([asked.at(-1)?.get("from"), asked.at(-1)?.get("to")]).toEqual(["2026-11-01", "2026-12-01"]);
  const before = asked.length;
  await user.clear(to);
  await user.type(to, "2026-10-30");
  expect(screen.getByText("This day comes before the first one.")).toBeVisible();
  expect(asked).toHaveLength(before);
});

test("where nothing was promised the page says so", async () => {
  answer({}, figure(0, 0));
  openDesk("/northwind/settings/sla-report");
  expect(await screen.findByText("Nothing was promised")).toBeVisible();
});

test("periods are days of the workspace's zone", () => {
  const late = Date.parse("2026-12-31T23:30:00Z");
  expect(spanOf("month", late, "Europe/Berlin")).toEqual({ from: "2027-01-01", to: "2027-02-01" });
  expect(spanOf("month", late, "UTC")).toEqual({ from: "2026-12-01", to: "2027-01-01" });
  expect(spanOf("week", Date.parse("2026-11-22T12:00:00Z"), "UTC")).toEqual({ from: "2026-11-16", to: "2026-11-23" });
  expect(spanOf("days", Date.parse("2026-03-01T12:00:00Z"), "UTC")).toEqual({ from: "2026-01-31", to: "2026-03-02" });
  expect(later("2026-12-31", 1)).toBe("2027-01-01");
  expect([wrongSpan({ from: "2026-01-01", to: "2027-01-02" }), wrongSpan({ from: "2026-01-01", to: "2027-01-03" })]).toEqual([null, "long"]);
});
