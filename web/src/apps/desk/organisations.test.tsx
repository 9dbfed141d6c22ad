/** Organisations: their page, and how a ticket shows whose requester it has. */
import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { problem, server, url } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, session } from "@/test/fixtures";

const ACME = { id: "org_1", name: "Acme", domains: ["acme.example", "müller.example"], tier: "pro", calendar_id: "cal_1", updated_at: "2026-03-02T09:00:00.000Z", version: 3 };
const ZETA = { ...ACME, id: "org_2", name: "Zeta", domains: [], tier: null, calendar_id: null, version: 1 };
let sent: [string, unknown, string | null][] = [];
let asked: string[] = [];
let refuses = false;

beforeEach(() => {
  sent = [];
  asked = [];
  refuses = false;
  server.use(
    http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))),
    http.get(url("/calendars"), () => HttpResponse.json({ items: [{ id: "cal_1", name: "Berlin office" }] })),
    http.get(url("/organisations"), ({ request }) => {
      const { searchParams } = new URL(request.url);
      asked.push(request.url);
      if (searchParams.get("q")) return HttpResponse.json({ items: [], next_cursor: null });
      if (searchParams.get("cursor")) return HttpResponse.json({ items: [ZETA], next_cursor: null });
      return HttpResponse.json({ items: [ACME], next_cursor: "more" });
    }),
    http.post(url("/organisations"), async ({ request }) => {
      sent.push(["POST", await request.json(), null]);
      const errors = [{ field: "body.domains.1", message: "gmail.com gives mailboxes to anybody", code: "public_domain" }];
      return refuses ? problem(422, "invalid", { errors }) : HttpResponse.json(ACME, { status: 201 });
    }),
    http.patch(url("/organisations/org_1"), async ({ request }) => {
      sent.push(["PATCH", await request.json(), request.headers.get("If-Match")]);
      return HttpResponse.json({ ...ACME, version: 4 });
    }),
    http.delete(url("/organisations/org_1"), ({ request }) => {
      sent.push(["DELETE", null, request.headers.get("If-Match")]);
      return new HttpResponse(null, { status: 204 });
    }),
  );
});

test("organisations are listed with domains, tier and hours, page by page, and searched", async () => {
  const { user } = openDesk("/northwind/settings/organisations");
  const list = await screen.findByRole("list", { name: "Organisations" });
  expect(list).toHaveTextContent("AcmePro");
  expect(await within(list).findByText("acme.example, müller.example · Berlin office")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Show more" }));
  expect(await within(list).findByText("No domains")).toBeVisible();
  await user.type(screen.getByRole("searchbox"), "nobody");
  expect(await screen.findByText("No organisation is called so")).toBeVisible();
  expect(asked.at(-1)).toContain("q=nobody");
});

test("one is made, and what is wrong with a domain is said in words", async () => {
  refuses = true;
  const { user } = openDesk("/northwind/settings/organisations");
  await user.click(await screen.findByRole("button", { name: "New organisation" }));
  const dialog = within(await screen.findByRole("dialog", { name: "New organisation" }));
  await user.type(dialog.getByLabelText("Name"), "Acme");
  await user.type(dialog.getByLabelText("Mail domains"), "acme.example, gmail.com");
  await user.selectOptions(dialog.getByLabelText("Tier"), "Pro");
  await user.click(dialog.getByRole("button", { name: "Create" }));
  expect(await dialog.findByText("gmail.com gives mailboxes to anybody.")).toBeVisible();
  refuses = false;
  await user.click(dialog.getByRole("button", { name: "Create" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(sent.at(-1)).toEqual(["POST", { name: "Acme", domains: ["acme.example", "gmail.com"], tier: "pro", calendar_id: null }, null]);
});

test("a change of the tier is offered to open tickets", async () => {
  let scope: unknown = null;
  const metrics = ["first_response", "next_response", "resolution"].map((metric) => ({ metric, moved: 1, started: 0, cancelled: 0, breached: 0, decided: 0 }));
  server.use(
    http.post(url("/sla/recomputations/preview"), async ({ request }) => {
      scope = await request.json();
      return HttpResponse.json({ looked_at: 3, complete: true, found: 2, changed: 2, metrics, samples: [] });
    }),
  );
  const { user } = openDesk("/northwind/settings/organisations");
  await user.click(await screen.findByRole("button", { name: "Edit Acme" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Edit organisation" }));
  await user.selectOptions(dialog.getByLabelText("Tier"), "Enterprise");
  await user.click(dialog.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(scope).toEqual({ organisation_id: "org_1" }));
  expect(sent.at(-1)).toEqual(["PATCH", { name: "Acme", domains: ["acme.example", "müller.example"], tier: "enterprise", calendar_id: "cal_1" }, '"3"']);
  expect(await screen.findByRole("button", { name: /new tickets/i })).toBeVisible();
});

test("one is deleted with its version", async () => {
  const { user } = openDesk("/northwind/settings/organisations");
  await user.click(await screen.findByRole("button", { name: "Delete Acme" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(sent).toEqual([["DELETE", null, '"3"']]));
});
