import { screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";

const FORM = { challenge: "a.challenge", difficulty: 1, expires_at: "2030-01-01T00:00:00.000Z" };
const ASKED = { workspace: "Ana's bakery", slug: "anas-bakery", locale: "en", email: "ana@bakery.example" };
const LINK = "/sign-up/confirmations/:token";

function nobody() {
  world.signedIn = false;
}

test("where nobody may make a workspace the page says so", async () => {
  nobody();
  server.use(http.get(url("/public/sign-up"), () => problem(404, "not_found")));
  openDesk("/sign-up");
  expect(await screen.findByRole("heading", { name: "Nobody makes a workspace here" })).toBeVisible();
  expect(screen.queryByLabelText("E-mail")).toBeNull();
});

test("a workspace's sign-in page has no link to it", async () => {
  nobody();
  openDesk("/northwind/inbox/mine");
  await screen.findByLabelText("E-mail");
  await waitFor(() => expect(screen.getByText(/Northwind/)).toBeVisible());
  expect(screen.queryByRole("link", { name: "Make a workspace of your own" })).toBeNull();
});

test("where people may make workspaces the sign-in page has the link", async () => {
  nobody();
  server.use(http.get(url("/public/:slug/brand"), () => HttpResponse.json({ name: "Northwind", locale: "en", accent: null, logo_url: null, sign_up: true })));
  openDesk("/northwind/inbox/mine");
  expect(await screen.findByRole("link", { name: "Make a workspace of your own" })).toHaveAttribute("href", "/sign-up");
});

test.each(["/", "/nobody-here/inbox/mine"])("who is at no workspace is offered one where people may make them: %s", async (path) => {
  nobody();
  server.use(
    http.get(url("/public/:slug/brand"), () => problem(404, "not_found")),
    http.get(url("/public/sign-up"), () => HttpResponse.json(FORM)),
  );
  openDesk(path);
  expect(await screen.findByRole("link", { name: "Make a workspace of your own" })).toHaveAttribute("href", "/sign-up");
});

test("who is at no workspace is offered none where nobody may make one", async () => {
  nobody();
  let asked = false;
  server.use(
    http.get(url("/public/sign-up"), () => {
      asked = true;
      return problem(404, "not_found");
    }),
  );
  openDesk("/");
  await screen.findByLabelText("E-mail");
  await waitFor(() => expect(asked).toBe(true));
  expect(screen.queryByRole("link", { name: "Make a workspace of your own" })).toBeNull();
});

test("asking sends the work with it, and says to look into the mail", async () => {
  nobody();
  const sent: unknown[] = [];
  server.use(
    http.get(url("/public/sign-up"), () => HttpResponse.json(FORM)),
    http.post(url("/public/sign-up"), async ({ request }) => {
      const body = (await request.json()) as { slug: string };
      sent.push(body);
      if (body.slug === "api") return problem(422, "invalid", { errors: [{ field: "body.slug", message: "no", code: "slug" }] });
      return HttpResponse.json({ received: true }, { status: 202 });
    }),
  );
  const { user } = openDesk("/sign-up");
  await user.type(await screen.findByLabelText("Name of the workspace"), "Ana's Bäckerei");
  const slug = screen.getByLabelText("Address");
  expect(slug).toHaveValue("anas-backerei");
  await user.clear(slug);
  await user.type(slug, "api");
  await user.type(screen.getByLabelText("E-mail"), "ana@bakery.example{Enter}");
  await waitFor(() => expect(slug).toHaveAttribute("aria-invalid", "true"));
  await user.clear(slug);
  await user.type(slug, "bakery{Enter}");
  expect(await screen.findByRole("heading", { name: "Look into your mail" })).toBeVisible();
  expect(sent.at(-1)).toMatchObject({ workspace: "Ana's Bäckerei", slug: "bakery", email: "ana@bakery.example", locale: "en", challenge: "a.challenge" });
});

test("the link makes the workspace by the button alone; a taken address offers a free one", async () => {
  nobody();
  const made: unknown[] = [];
  server.use(
    http.get(url(`/public${LINK}`), () => HttpResponse.json(ASKED)),
    http.post(url(`/public${LINK}`), async ({ request }) => {
      const body = (await request.json()) as { slug: string };
      made.push(body);
      if (body.slug === ASKED.slug) return problem(409, "slug_taken", { suggestion: "anas-bakery-2" });
      return HttpResponse.json({ ...ASKED, slug: body.slug }, { status: 201 });
    }),
  );
  location.hash = "#a.token";
  const { user } = openDesk("/sign-up/confirm");
  expect(await screen.findByText("Choose a password, and Ana's bakery is yours.")).toBeVisible();
  expect(made).toEqual([]);
  await user.type(screen.getByLabelText("Your name"), "Ana");
  await user.type(screen.getByLabelText("Password"), "correct-Horse-8{Enter}");
  await user.click(await screen.findByRole("button", { name: "Take anas-bakery-2" }));
  await user.click(screen.getByRole("button", { name: "Make the workspace" }));
  expect(await screen.findByRole("link", { name: "Go to sign-in" })).toHaveAttribute("href", "/anas-bakery-2");
  expect(made.at(-1)).toEqual({ slug: "anas-bakery-2", name: "Ana", password: "correct-Horse-8" });
});

test("a link that is no longer good leads to another one", async () => {
  nobody();
  server.use(http.get(url(`/public${LINK}`), () => problem(404, "not_found")));
  location.hash = "#a.token";
  openDesk("/sign-up/confirm");
  expect(await screen.findByRole("heading", { name: "This link is no longer good" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Ask for another link" })).toHaveAttribute("href", "/sign-up");
});
