/** API keys and other providers' mail: a secret is shown once, and what is revoked is over. */
import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { ApiKey, InboundSource } from "@/api/types";
import { problem, server, url } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, session } from "@/test/fixtures";

const key = (id: string, fields: Partial<ApiKey> = {}): ApiKey => ({
  id,
  name: "Reports",
  scopes: ["tickets.read"],
  created_by: JONAS.id,
  created_at: "2026-11-01T09:00:00.000Z",
  expires_at: "2999-11-22T09:00:00.000Z",
  used_at: null,
  previous_until: null,
  revoked_at: null,
  ...fields,
});
const source = (id: string, fields: Partial<InboundSource> = {}): InboundSource => ({
  id,
  name: "Old provider",
  trusted: false,
  path: `/v1/inbound/email?source=tnt_1.${id}`,
  created_by: JONAS.id,
  created_at: "2026-11-01T09:00:00.000Z",
  previous_until: null,
  ...fields,
});

let keys: ApiKey[] = [];
let sources: InboundSource[] = [];
let calls: unknown[] = [];

beforeEach(() => {
  keys = [];
  sources = [];
  calls = [];
  server.use(
    http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))),
    http.get(url("/api-keys"), () => HttpResponse.json({ items: keys, scopes: ["tickets.read", "tickets.write"] })),
    http.post(url("/api-keys"), async ({ request }) => {
      const body = (await request.json()) as Partial<ApiKey>;
      calls.push(body);
      keys = [key("key_new", { name: body.name, scopes: body.scopes })];
      return HttpResponse.json({ key: keys[0], secret: "lambdesk_once" }, { status: 201 });
    }),
    http.post(url("/api-keys/:id/rotation"), async ({ request, params }) => {
      calls.push([params.id, await request.json()]);
      return HttpResponse.json({ key: keys[0], secret: "lambdesk_again" }, { status: 201 });
    }),
    http.delete(url("/api-keys/:id"), ({ params }) => {
      calls.push(params.id);
      keys = keys.map((each) => ({ ...each, revoked_at: "2026-11-22T09:00:00.000Z" }));
      return new HttpResponse(null, { status: 204 });
    }),
    http.get(url("/inbound-sources"), () => HttpResponse.json({ items: sources })),
    http.post(url("/inbound-sources"), async ({ request }) => {
      calls.push(await request.json());
      sources = [source("ins_new", { name: "Old provider", trusted: true })];
      return HttpResponse.json({ source: sources[0], secret: "whsec_once" }, { status: 201 });
    }),
    http.delete(url("/inbound-sources/:id"), ({ params }) => {
      calls.push(params.id);
      sources = [];
      return new HttpResponse(null, { status: 204 });
    }),
  );
});

test("a key is made with the keyboard; its secret is shown once and is then nowhere", async () => {
  const { user } = openDesk("/northwind/settings/api-keys");
  const start = await screen.findByRole("button", { name: "New API key" });
  await waitFor(() => expect(start).toBeEnabled());
  start.focus();
  await user.keyboard("{Enter}");
  const dialog = within(await screen.findByRole("dialog", { name: "New API key" }));
  expect(dialog.getByLabelText("Name")).toHaveFocus();
  await user.keyboard("Reports");
  expect(dialog.getByRole("button", { name: "Create" })).toBeDisabled();
  await user.click(dialog.getByRole("checkbox", { name: "See tickets" }));
  await user.selectOptions(dialog.getByLabelText("Goes on for"), "90 days");
  await user.click(dialog.getByRole("button", { name: "Create" }));
  const told = within(await screen.findByRole("dialog", { name: "The secret of Reports" }));
  expect(told.getByText("lambdesk_once")).toBeVisible();
  await user.click(told.getByRole("button", { name: "Copy" }));
  expect(await told.findByText("Copied")).toBeVisible();
  await user.click(told.getByRole("button", { name: "I have kept it" }));
  expect(screen.queryByText("lambdesk_once")).not.toBeInTheDocument();
  expect(within(screen.getByRole("list", { name: "API keys" })).getByText("See tickets")).toBeVisible();
  expect(calls).toEqual([{ name: "Reports", scopes: ["tickets.read"], lifetime_days: 90 }]);
});

test("a rotation asks how long the secret of now goes on", async () => {
  keys = [key("key_1")];
  const { user } = openDesk("/northwind/settings/api-keys");
  await user.click(await screen.findByRole("button", { name: "New secret for Reports" }));
  const dialog = within(await screen.findByRole("dialog", { name: "New secret for Reports" }));
  await user.selectOptions(dialog.getByLabelText("The secret of now goes on"), "for one hour");
  await user.click(dialog.getByRole("button", { name: "Make a new secret" }));
  expect(await screen.findByText("lambdesk_again")).toBeVisible();
  expect(calls).toEqual([["key_1", { overlap_hours: 1 }]]);
});

test("a key is revoked after a question, and shown as revoked", async () => {
  keys = [key("key_1")];
  const { user } = openDesk("/northwind/settings/api-keys");
  await user.click(await screen.findByRole("button", { name: "Revoke Reports" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Revoke" }));
  expect(await screen.findByText("Revoked")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Revoke Reports" })).not.toBeInTheDocument();
  expect(calls).toEqual(["key_1"]);
});

test("what the server has against a key is said in the window", async () => {
  server.use(http.post(url("/api-keys"), () => problem(409, "conflict", { detail: "There are 100 keys already." })));
  const { user } = openDesk("/northwind/settings/api-keys");
  const start = await screen.findByRole("button", { name: "New API key" });
  await waitFor(() => expect(start).toBeEnabled());
  await user.click(start);
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("Name"), "Reports");
  await user.click(dialog.getByRole("checkbox", { name: /^Work on tickets/ }));
  await user.click(dialog.getByRole("button", { name: "Create" }));
  expect(await dialog.findByRole("alert")).toBeVisible();
});

test("a source is made with its address and secret, and deleted", async () => {
  const { user } = openDesk("/northwind/settings/inbound");
  await user.click(await screen.findByRole("button", { name: "New source" }));
  const dialog = within(await screen.findByRole("dialog", { name: "New source" }));
  await user.type(dialog.getByLabelText("Provider"), "Old provider");
  await user.click(dialog.getByRole("checkbox", { name: "The provider proves senders" }));
  await user.click(dialog.getByRole("button", { name: "Create" }));
  const told = within(await screen.findByRole("dialog", { name: "The secret of Old provider" }));
  expect(told.getByText("whsec_once")).toBeVisible();
  expect(told.getByText(/\/api\/v1\/inbound\/email\?source=tnt_1\.ins_new$/)).toBeVisible();
  await user.click(told.getByRole("button", { name: "I have kept it" }));
  await user.click(screen.getByRole("button", { name: "Delete Old provider" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Delete" }));
  expect(await screen.findByText("No sources")).toBeVisible();
  expect(calls).toEqual([{ name: "Old provider", trusted: true }, "ins_new"]);
});
