import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, session } from "@/test/fixtures";

const CODES = Array.from({ length: 10 }, (_, index) => `AAAA-BBBB-000${index}`);
const KNOWN = { email: "jonas@northwind.example", password: "secret", tenant: "northwind" };

async function signIn(user: ReturnType<typeof openDesk>["user"]) {
  await user.type(await screen.findByLabelText("E-mail"), KNOWN.email);
  await user.type(screen.getByLabelText("Password"), KNOWN.password);
  await user.click(screen.getByRole("button", { name: "Sign in" }));
}

/** An account that asks for a code, and takes `123456` or the first recovery code. */
function asksForCodes(asked: unknown[]) {
  world.signedIn = false;
  server.use(
    http.post(url("/session"), async ({ request }) => {
      const body = (await request.json()) as { code?: string; recovery_code?: string };
      asked.push(body);
      if (body.code === "123456" || body.recovery_code === CODES[0]) return HttpResponse.json(session("t", 3600, JONAS), { status: 201 });
      if (body.code ?? body.recovery_code) return problem(401, "unauthenticated");
      return problem(403, "challenge_required", { challenge: "mfa_code" });
    }),
  );
}

test("the code of the second step opens the desk; a wrong one is said", async () => {
  const asked: unknown[] = [];
  asksForCodes(asked);
  const { user } = openDesk("/northwind/inbox/mine");
  await signIn(user);
  const code = await screen.findByLabelText("Code");
  await waitFor(() => expect(code).toHaveFocus());
  await user.type(code, "000000{Enter}");
  expect(await screen.findByText(/code is not right/)).toBeVisible();
  await user.type(screen.getByLabelText("Code"), " 123456 {Enter}");
  expect(await screen.findByRole("list", { name: "Mine" })).toBeVisible();
  expect(asked).toEqual([KNOWN, { ...KNOWN, code: "000000" }, { ...KNOWN, code: "123456" }]);
});

test("a recovery code does it too, and there is a way back", async () => {
  const asked: unknown[] = [];
  asksForCodes(asked);
  const { user } = openDesk("/northwind/inbox/mine");
  await signIn(user);
  await user.click(await screen.findByRole("button", { name: "Back" }));
  await user.click(await screen.findByRole("button", { name: "Sign in" }));
  await user.click(await screen.findByRole("button", { name: "Use a recovery code" }));
  await user.type(screen.getByLabelText("Recovery code"), `${CODES[0]}{Enter}`);
  expect(await screen.findByRole("list", { name: "Mine" })).toBeVisible();
  expect(asked.at(-1)).toEqual({ ...KNOWN, recovery_code: CODES[0] });
});

test("who has to set up a second step does so, sees the codes once, and is in", async () => {
  world.signedIn = false;
  const asked: unknown[] = [];
  server.use(
    http.post(url("/session"), () => problem(403, "challenge_required", { challenge: "mfa_setup" })),
    http.post(url("/session/mfa"), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ secret: "SECRET", uri: "otpauth://totp/x?secret=SECRET", ticket: "ticket" }, { status: 201 });
    }),
    http.post(url("/session/mfa/verification"), async ({ request }) => {
      const { ticket, code } = (await request.json()) as Record<string, string>;
      if (ticket !== "ticket" || code !== "123456") return problem(422, "invalid", { errors: [{ field: "body.code", message: "no", code: "wrong_code" }] });
      return HttpResponse.json({ session: session("t", 3600, JONAS), recovery_codes: CODES }, { status: 201 });
    }),
  );
  const { user } = openDesk("/northwind/inbox/mine");
  await signIn(user);
  expect(await screen.findByRole("img", { name: "Picture for your authenticator app" })).toBeVisible();
  expect(screen.getByText("SECRET")).toBeVisible();
  await user.type(screen.getByLabelText("Code"), "000000{Enter}");
  expect(await screen.findByText(/code is not right/)).toBeVisible();
  await user.type(screen.getByLabelText("Code"), "123456{Enter}");
  const list = await screen.findByRole("list", { name: "Recovery codes" });
  expect(within(list).getAllByRole("listitem").map((each) => each.textContent)).toEqual(CODES);
  expect(screen.queryByRole("list", { name: "Mine" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "I have kept them" }));
  expect(await screen.findByRole("list", { name: "Mine" })).toBeVisible();
  expect(asked).toEqual([KNOWN]);
});

test("a second step that became a duty signs the open desk out", async () => {
  server.use(http.get(url("/users"), () => problem(403, "challenge_required", { challenge: "mfa_setup" })));
  openDesk("/northwind/inbox/mine");
  expect(await screen.findByLabelText("Password")).toBeVisible();
});

test("an invitation is shown, used by a press of the button, and leads to the sign-in", async () => {
  world.signedIn = false;
  location.hash = "#key.token";
  const joined: unknown[] = [];
  const invitation = { workspace: "Northwind", slug: "northwind", locale: "en", name: "Uma", email: "uma@northwind.example" };
  server.use(
    http.get(url("/public/invitations/:token"), ({ params }) => (params.token === "key.token" ? HttpResponse.json(invitation) : problem(404, "not_found"))),
    http.post(url("/public/invitations/:token"), async ({ request }) => {
      const body = (await request.json()) as { password: string };
      joined.push(body);
      if (body.password === "simple-simple") return problem(422, "invalid", { errors: [{ field: "password", message: "", code: "weak_password" }] });
      return HttpResponse.json(invitation, { status: 201 });
    }),
  );
  const { user, router } = openDesk("/join");
  expect(await screen.findByText("You are invited to Northwind.")).toBeVisible();
  expect(joined).toEqual([]);
  await user.type(screen.getByLabelText("Password"), "simple-simple{Enter}");
  expect(await screen.findByText(/longer or more mixed/)).toBeVisible();
  await user.clear(screen.getByLabelText("Password"));
  await user.type(screen.getByLabelText("Password"), "correct-Horse-7{Enter}");
  await user.click(await screen.findByRole("link", { name: "Go to sign-in" }));
  expect(router.state.location.pathname).toBe("/northwind");
  expect(joined.at(-1)).toEqual({ name: "Uma", password: "correct-Horse-7" });
});

test("an invitation that is over says so", async () => {
  world.signedIn = false;
  location.hash = "#old.token";
  server.use(http.get(url("/public/invitations/:token"), () => problem(404, "not_found")));
  openDesk("/join");
  expect(await screen.findByRole("heading", { name: "This invitation is no longer good" })).toBeVisible();
});
