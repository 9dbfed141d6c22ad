/** Levels of a policy that name somebody who is not active any more. */
import { screen, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import type { SlaPolicy } from "@/api/types";
import { server, url } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, MAYA, session } from "@/test/fixtures";
import { settingsHandlers } from "@/test/settings-api";
import { setRules } from "@/test/work-api";

const POLICY: SlaPolicy = {
  id: "default",
  name: "",
  condition: { all: [] },
  first_response: { urgent: 3_600, high: 14_400, normal: 28_800, low: 86_400 },
  next_response: null,
  resolution: null,
  hours: "around_the_clock",
  pauses: { first_response: [], next_response: [], resolution: [] },
  reopen: "continue",
  warning_percent: 75,
  warning_lead_seconds: null,
  levels: [{ delay_seconds: 0, recipients: [{ kind: "person", id: MAYA.id }], actions: [{ kind: "notify" }, { kind: "reassign", user_id: MAYA.id }] }],
  active: true,
};

test("who is not active any more is named as such, as somebody to call and to give the ticket to", async () => {
  setRules({ version: 3 });
  server.use(
    ...settingsHandlers,
    http.get(url("/users"), () => HttpResponse.json({ items: [{ ...MAYA, active: false }, JONAS] })),
    http.get(url("/roles"), () => HttpResponse.json({ items: [] })),
    http.get(url("/calendars"), () => HttpResponse.json({ items: [] })),
    http.get(url("/escalation/rotas"), () => HttpResponse.json({ items: [] })),
    http.get(url("/sla/policies"), () => HttpResponse.json({ items: [POLICY], version: 7 })),
    http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))),
  );
  const { user } = openDesk("/northwind/settings/policies");
  await user.click(await screen.findByRole("button", { name: "Edit Default policy" }));
  const named = within(await screen.findByRole("group", { name: "Level 1 calls" }));
  expect(named.getByText("Maya Keller (not active)")).toBeVisible();
  expect(screen.getByRole("option", { name: "Maya Keller (not active)", selected: true })).toBeInTheDocument();
});
