import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { session } from "@/test/fixtures";

async function fillIn(user: ReturnType<typeof openDesk>["user"]) {
  await user.type(await screen.findByLabelText("E-mail"), "maya@northwind.example");
  await user.type(screen.getByLabelText("Password"), "secret");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
}

test("who signs in comes to their tenant's inbox", async () => {
  world.signedIn = false;
  const asked: unknown[] = [];
  server.use(
    http.post(url("/session"), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json(session(), { status: 201 });
    }),
  );
  const { user, router } = openDesk("/");
  await fillIn(user);
  expect(await screen.findByRole("list", { name: "Mine" })).toBeVisible();
  expect(router.state.location.pathname).toBe("/northwind/inbox/mine");
  expect(asked).toEqual([{ email: "maya@northwind.example", password: "secret" }]);
});

test("an address below a slug asks for that tenant and stays", async () => {
  world.signedIn = false;
  const asked: unknown[] = [];
  server.use(
    http.post(url("/session"), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json(session(), { status: 201 });
    }),
  );
  const { user, router } = openDesk("/northwind/inbox/open/2");
  await fillIn(user);
  expect(await screen.findByRole("heading", { name: "Question 2" })).toBeVisible();
  expect(router.state.location.pathname).toBe("/northwind/inbox/open/2");
  expect(asked).toEqual([{ email: "maya@northwind.example", password: "secret", tenant: "northwind" }]);
});

test.each([
  [problem(401, "unauthenticated"), "E-mail or password is wrong."],
  [problem(403, "challenge_required", { challenge: "webauthn" }), /a step that this desk does not offer/],
  [problem(429, "too_many"), /Too many tries/],
  [problem(503, "unavailable"), /not available right now/],
  [HttpResponse.error(), /does not answer/],
])("a refusal is said in words (%#)", async (answer, words) => {
  world.signedIn = false;
  server.use(http.post(url("/session"), () => answer));
  const { user } = openDesk("/");
  await fillIn(user);
  expect(await screen.findByText(words)).toBeVisible();
});

test("who belongs to several tenants chooses one", async () => {
  world.signedIn = false;
  const tenants = [
    { slug: "northwind", name: "Northwind" },
    { slug: "kitefly", name: "Kitefly" },
  ];
  server.use(
    http.post(url("/session"), async ({ request }) => {
      const { tenant } = (await request.json()) as { tenant?: string };
      return tenant ? HttpResponse.json(session(), { status: 201 }) : problem(409, "choose_tenant", { tenants });
    }),
  );
  const { user } = openDesk("/");
  await fillIn(user);
  await user.click(await screen.findByRole("button", { name: "Northwind" }));
  expect(await screen.findByRole("list", { name: "Mine" })).toBeVisible();
});

test("the address of another tenant is not silently another desk", async () => {
  openDesk("/kitefly/inbox/mine");
  expect(await screen.findByRole("heading", { name: "You are signed in to Northwind" })).toBeVisible();
});

test("a service that does not answer at the start can be tried again", async () => {
  server.use(http.post(url("/session/refresh"), () => HttpResponse.error(), { once: true }));
  const { user } = openDesk("/northwind/inbox/mine");
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("list", { name: "Mine" })).toBeVisible();
});

test("the page wears the brand of the workspace that its address names", async () => {
  world.signedIn = false;
  const brand = { name: "Northwind Ltd", locale: "en", accent: "#0f766e", logo_url: "https://content.example/logo" };
  server.use(http.get(url("/public/:slug/brand"), () => HttpResponse.json(brand)));
  openDesk("/northwind/inbox/mine");
  expect(await screen.findByText("to the desk of Northwind Ltd")).toBeVisible();
  const page = screen.getByRole("main");
  expect(page.style.getPropertyValue("--brand")).toBe("#0f766e");
  expect(page).toHaveAttribute("data-branded");
  expect(page.querySelector("img")).toHaveAttribute("src", "https://content.example/logo");
});

test("a workspace whose brand nobody tells has a page all the same", async () => {
  world.signedIn = false;
  server.use(http.get(url("/public/:slug/brand"), () => problem(404, "not_found")));
  openDesk("/nowhere/inbox/mine");
  expect(await screen.findByText("to the desk of nowhere")).toBeVisible();
  expect(screen.getByRole("main")).not.toHaveAttribute("data-branded");
});
