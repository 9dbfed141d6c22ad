/** The workspace's own page: what can be set, what is refused where, and its end. */
import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { problem, server, url } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, session } from "@/test/fixtures";
import { HOME } from "./workspace.fixtures";

let home = HOME;
let bodies: unknown[] = [];

beforeEach(() => {
  home = HOME;
  bodies = [];
  server.use(
    http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))),
    http.get(url("/tenant"), () => HttpResponse.json(home)),
    http.get(url("/tenant/exports"), () => HttpResponse.json({ items: [] })),
    http.patch(url("/tenant"), async ({ request }) => {
      if (request.headers.get("If-Match") !== `"${home.version}"`) return problem(412, "stale_version", { current_version: home.version });
      const body = (await request.json()) as object;
      bodies.push(body);
      home = { ...home, ...body, version: home.version + 1 };
      return HttpResponse.json(home);
    }),
  );
});

const open = async () => {
  const { user } = openDesk("/northwind/settings/workspace");
  await screen.findByRole("heading", { name: "Workspace", level: 1 });
  await screen.findByLabelText("Name");
  return user;
};

test("only what was touched is sent", async () => {
  const user = await open();
  await user.selectOptions(screen.getByLabelText("Language of its forms and letters"), "German");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(bodies).toEqual([{ locale: "de" }]));
  await waitFor(() => expect(screen.getByRole("button", { name: "Save" })).toBeDisabled());
});

test("mailboxes are added with the keyboard, put first and removed; the last one stays", async () => {
  const user = await open();
  await user.type(screen.getByLabelText("Another address"), "Help@Northwind.example{Enter}");
  await user.click(screen.getByRole("button", { name: "Send from help@northwind.example" }));
  await user.click(screen.getByRole("button", { name: "Remove support@northwind.example" }));
  await user.click(screen.getByRole("button", { name: "Remove sales@northwind.example" }));
  const list = within(screen.getByRole("list", { name: "Mailboxes" }));
  expect(list.getAllByRole("listitem").map((each) => each.textContent)).toEqual(["help@northwind.examplesends"]);
  expect(list.queryByRole("button")).not.toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(bodies).toEqual([{ mailboxes: ["help@northwind.example"] }]));
});

test("an address that may not be had is named with the reason, and is no fault any more when it is gone", async () => {
  server.use(
    http.patch(url("/tenant"), () =>
      problem(422, "invalid", {
        errors: [
          { field: "body.mailboxes.2", code: "unproven_domain", message: "is in a domain that was not given" },
          { field: "body.mailboxes.3", code: "reserved", message: "is kept" },
        ],
      }),
    ),
  );
  const user = await open();
  await user.type(screen.getByLabelText("Another address"), "help@other.example{Enter}sign-up@desk.example.com{Enter}");
  await user.click(screen.getByRole("button", { name: "Save" }));
  const reason = await screen.findByText(/Nobody has shown yet that other.example is yours.*lambdesk tenant domain --tenant northwind --add other.example/);
  expect(reason.closest("li")).toHaveTextContent("help@other.example");
  expect(screen.getByText(/needed by the product itself/).closest("li")).toHaveTextContent("sign-up@desk.example.com");
  expect(screen.getByLabelText("Another address")).toHaveAccessibleDescription("Nothing was saved: an address above is refused.");
  await user.click(screen.getByRole("button", { name: "Remove help@other.example" }));
  expect(screen.queryByText(/Nobody has shown/)).not.toBeInTheDocument();
  expect(screen.getByText(/needed by the product itself/)).toBeVisible();
});

test("a colour that white cannot be read on says so before it is sent", async () => {
  const user = await open();
  await user.type(screen.getByLabelText("Colour"), "#ffee00");
  expect(screen.getByText("White cannot be read on it.")).toBeVisible();
  await user.clear(screen.getByLabelText("Colour"));
  await user.type(screen.getByLabelText("Colour"), "#0f766e");
  expect(screen.queryByText("White cannot be read on it.")).not.toBeInTheDocument();
});

test("a name that is another one's is said at its field", async () => {
  server.use(
    http.patch(url("/tenant"), () => problem(422, "invalid", { errors: [{ field: "body.slug", code: "taken", message: "belongs to another workspace" }] })),
  );
  const user = await open();
  await user.clear(screen.getByLabelText("Address"));
  await user.type(screen.getByLabelText("Address"), "kitefly");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.getByLabelText("Address")).toHaveAccessibleDescription("belongs to another workspace"));
});

test("another one's change in between is said, and taken", async () => {
  const user = await open();
  await user.type(screen.getByLabelText("Name"), " Ltd");
  home = { ...home, name: "Northwind Traders", version: 4 };
  await user.click(screen.getByRole("button", { name: "Save" }));
  await user.click(await screen.findByRole("button", { name: "Show theirs" }));
  await waitFor(() => expect(screen.getByLabelText("Name")).toHaveValue("Northwind Traders"));
  expect(bodies).toEqual([]);
});

test("the end asks for the workspace's own name", async () => {
  const asked: unknown[] = [];
  server.use(
    http.post(url("/tenant/deletion"), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ ...home, state: "leaving", delete_at: "2026-12-22T10:00:00.000Z" });
    }),
    http.delete(url("/session"), () => new HttpResponse(null, { status: 204 })),
  );
  const user = await open();
  await user.click(screen.getByRole("button", { name: "Delete workspace …" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Delete Northwind?" }));
  const act = dialog.getByRole("button", { name: "Delete workspace" });
  await user.type(dialog.getByLabelText("Type northwind to confirm"), "north");
  expect(act).toBeDisabled();
  await user.type(dialog.getByLabelText("Type northwind to confirm"), "wind");
  await user.click(act);
  await waitFor(() => expect(asked).toEqual([{ slug: "northwind" }]));
  expect(await screen.findByRole("button", { name: "Sign in" })).toBeVisible();
});
