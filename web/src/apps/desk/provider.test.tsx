/** Sign-in at the workspace's provider: the way there and back, and what an admin sets up. */
import { screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { away, recall, remember } from "@/features/provider/back";
import { problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, session } from "@/test/fixtures";

const ISSUER = "https://id.northwind.example";
const offers = (passwords = true) =>
  server.use(http.get(url("/public/northwind/staff-sign-in"), () => HttpResponse.json({ name: "Northwind", provider: "Northwind ID", passwords })));
let went: string[] = [];
let asked: unknown[] = [];

beforeEach(() => {
  went = [];
  asked = [];
  sessionStorage.clear();
  vi.spyOn(away, "go").mockImplementation((to) => void went.push(to));
});
afterEach(() => vi.restoreAllMocks());

test("the sign-in page leads to the provider, and remembers where it began", async () => {
  world.signedIn = false;
  offers();
  server.use(
    http.post(url("/session/provider"), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ url: `${ISSUER}/authorize?x=1` }, { status: 201 });
    }),
  );
  const { user } = openDesk("/northwind/inbox/mine");
  await user.click(await screen.findByRole("button", { name: "Sign in with Northwind ID" }));
  await waitFor(() => expect(went).toEqual([`${ISSUER}/authorize?x=1`]));
  expect(asked).toEqual([{ tenant: "northwind" }]);
  expect(recall()?.slug).toBe("northwind");
});

test("a workspace without a provider has no such button", async () => {
  world.signedIn = false;
  openDesk("/northwind/inbox/mine");
  expect(await screen.findByLabelText("Password")).toBeVisible();
  expect(screen.queryByRole("button", { name: /Sign in with/ })).toBeNull();
});

test("who may not sign in with a password is led to the provider", async () => {
  world.signedIn = false;
  offers(false);
  server.use(http.post(url("/session"), () => problem(403, "challenge_required", { challenge: "provider", tenant: "northwind" })));
  const { user } = openDesk("/");
  await user.type(await screen.findByLabelText("E-mail"), "maya@northwind.example");
  await user.type(screen.getByLabelText("Password"), "secret{Enter}");
  expect(await screen.findByText("Your workspace signs in at its provider.")).toBeVisible();
  expect(await screen.findByRole("button", { name: "Sign in with Northwind ID" })).toBeVisible();
});

test("what the provider sends back is used once, and the desk goes on where it began", async () => {
  world.signedIn = false;
  remember("northwind", "/northwind/inbox/open/2");
  server.use(
    http.post(url("/session/provider/answer"), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json(session(), { status: 201 });
    }),
  );
  const { router } = openDesk("/sign-in?state=s1&code=12345678901234567890");
  expect(await screen.findByRole("heading", { name: "Question 2" })).toBeVisible();
  expect(router.state.location.href).toBe("/northwind/inbox/open/2");
  expect(asked).toEqual([{ state: "s1", code: "12345678901234567890" }]);
});

test("a sign-in that was refused is said, with the way back", async () => {
  world.signedIn = false;
  remember("northwind", "/northwind/inbox/mine");
  server.use(
    http.post(url("/session/provider/answer"), async ({ request }) => {
      asked.push(await request.json());
      return problem(401, "unauthenticated");
    }),
  );
  const { user } = openDesk("/sign-in?state=s1&error=access_denied");
  expect(await screen.findByRole("heading", { name: "You were not signed in" })).toBeVisible();
  expect(asked).toEqual([{ state: "s1" }]);
  await user.click(screen.getByRole("button", { name: "Back to sign-in" }));
  expect(await screen.findByLabelText("Password")).toBeVisible();
});

test("only a page of the same workspace is gone on to", () => {
  remember("northwind", "//evil.example/x");
  expect(recall()).toEqual({ slug: "northwind", path: "/northwind" });
  sessionStorage.setItem("lambdesk-sign-in", "{}");
  expect(recall()).toBeNull();
});

test("an admin sets up a provider; what is refused is said where it is", async () => {
  let provider: Record<string, unknown> | null = null;
  const settings = () => ({ provider, passwords: true, redirect_url: "https://help.example.com/sign-in" });
  server.use(
    http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))),
    http.get(url("/roles"), () => HttpResponse.json({ items: [] })),
    http.get(url("/tenant/sign-in-provider"), () => HttpResponse.json(settings())),
    http.put(url("/tenant/sign-in-provider"), async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      asked.push(body);
      if (body.issuer === "id.northwind.example") return problem(422, "invalid", { errors: [{ field: "body.issuer", message: "is https:// and a host", code: "wrong_format" }] });
      provider = { ...body, version: 1 };
      return HttpResponse.json(settings());
    }),
  );
  const { user } = openDesk("/northwind/settings/provider");
  await user.type(await screen.findByLabelText("Name"), "Northwind ID");
  expect(screen.getByLabelText("Redirect address")).toHaveValue("https://help.example.com/sign-in");
  await user.type(screen.getByLabelText("Issuer"), "id.northwind.example");
  await user.type(screen.getByLabelText("Client ID"), "lambdesk");
  await user.type(screen.getByLabelText("Client secret"), "secret");
  await user.type(screen.getByLabelText("Domains of mail addresses"), "northwind.example, northwind.test");
  await user.click(screen.getByRole("checkbox", { name: "Everybody may also sign in with a password" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("is https:// and a host")).toBeVisible();
  await user.clear(screen.getByLabelText("Issuer"));
  await user.type(screen.getByLabelText("Issuer"), `${ISSUER}{Enter}`);
  expect(await screen.findByText("One is kept. Leave this empty to keep it.")).toBeVisible();
  expect(screen.getByLabelText("Client secret")).toHaveValue("");
  expect(asked.at(-1)).toEqual({
    version: null,
    name: "Northwind ID",
    issuer: ISSUER,
    client_id: "lambdesk",
    client_secret: "secret",
    domains: ["northwind.example", "northwind.test"],
    first_role: null,
    trusted: false,
    passwords: false,
  });
});
