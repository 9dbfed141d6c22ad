/** Everything an admin sets up for tickets, with the keyboard. */
import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { problem, server, url } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, session } from "@/test/fixtures";
import { settingsCalls, settingsHandlers } from "@/test/settings-api";
import { field, rules, setRules, status } from "@/test/work-api";

beforeEach(() => {
  settingsCalls.length = 0;
  server.use(...settingsHandlers, http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))));
  setRules({ version: 3, undo_send_seconds: 10 });
});

const category = (id: string, parent_id: string | null, order = 0) => ({ id, parent_id, label: id, order, active: true, replaced_by: null, version: 1 });
const page = (name: string) => screen.findByRole("heading", { name, level: 1 });

test("an agent is told that settings are not theirs, and is offered no way there", async () => {
  server.use(http.post(url("/session/refresh"), () => HttpResponse.json(session())));
  const { user } = openDesk("/northwind/settings/statuses");
  expect(await page("Settings are for admins and managers")).toBeVisible();
  expect(screen.queryByRole("link", { name: "Settings" })).not.toBeInTheDocument();
  await user.keyboard(",");
  expect(screen.queryByRole("heading", { name: "Statuses" })).not.toBeInTheDocument();
});

test("the key leads there; a status is made under its state with a colour and roles", async () => {
  const { user } = openDesk("/northwind/inbox/mine");
  await screen.findByRole("list", { name: "Mine" });
  await user.keyboard(",");
  await page("Statuses");
  await user.click(screen.getByRole("button", { name: "New status for On hold" }));
  const dialog = within(await screen.findByRole("dialog", { name: "New status" }));
  expect(dialog.getByLabelText("Stands for")).toHaveValue("on_hold");
  await user.type(dialog.getByLabelText("Name for agents"), "Waiting for parts");
  await user.click(dialog.getByRole("radio", { name: "Violet" }));
  await user.click(dialog.getByRole("checkbox", { name: "Managers" }));
  await user.click(dialog.getByRole("button", { name: "Create" }));
  const list = within(await screen.findByRole("list", { name: "On hold" }));
  expect(await list.findByText("Waiting for parts")).toBeVisible();
  expect(settingsCalls[0]?.body).toEqual({ order: 0, state: "on_hold", agent_label: "Waiting for parts", customer_label: "Waiting for parts", colour: "violet", roles: ["manager"] });
});

test("a status names roles of the workspace's own; one that is no more is left out with the next change", async () => {
  setRules({ statuses: [status("sta_a", { agent_label: "Parts", roles: ["rol_2", "rol_gone"] })] });
  const own = { id: "rol_2", name: "Second line", permissions: [], reach: "all", built_in: false, members: 1, version: 1 };
  server.use(http.get(url("/roles"), () => HttpResponse.json({ items: [own, { ...own, id: "rol_3", name: "Workshop" }] })));
  const { user } = openDesk("/northwind/settings/statuses");
  expect(await screen.findByText("Second line")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Edit Parts" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Edit status" }));
  expect(dialog.getByRole("checkbox", { name: "Second line" })).toBeChecked();
  await user.click(dialog.getByRole("checkbox", { name: "Workshop" }));
  await user.click(dialog.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(settingsCalls[0]?.body).toMatchObject({ roles: ["rol_2", "rol_3"] }));
});

test("statuses are put in order with the arrow keys; only those that moved are written", async () => {
  setRules({ statuses: [status("a", { order: 0 }), status("b", { order: 1 }), status("c", { order: 2 })] });
  const { user } = openDesk("/northwind/settings/statuses");
  const grip = await screen.findByRole("button", { name: "Move c" });
  grip.focus();
  await user.keyboard("{ArrowUp}");
  await waitFor(() => expect(settingsCalls.map(({ path, body }) => [path, body])).toEqual([["statuses/c", { order: 1 }], ["statuses/b", { order: 2 }]]));
  const names = within(screen.getByRole("list", { name: "Pending" })).getAllByRole("button", { name: /^Move/ }).map((each) => each.getAttribute("aria-label"));
  expect(names).toEqual(["Move a", "Move c", "Move b"]);
  expect(screen.getByRole("button", { name: "Move c" })).toHaveFocus();
});

test("deleting a status asks what stands for it", async () => {
  setRules({ statuses: [status("sta_a", { agent_label: "Parts" }), status("sta_b", { agent_label: "Supplier" })] });
  const { user } = openDesk("/northwind/settings/statuses");
  await user.click(await screen.findByRole("button", { name: "Delete Parts" }));
  const dialog = within(await screen.findByRole("dialog"));
  const choice = dialog.getByLabelText("What stands for it on old tickets");
  expect(within(choice).getAllByRole("option").map((each) => each.textContent)).toEqual(["Pending", "Supplier"]);
  await user.selectOptions(choice, "Supplier");
  await user.click(dialog.getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(screen.queryByText("Parts")).not.toBeInTheDocument());
  expect(settingsCalls).toEqual([{ method: "DELETE", path: "statuses/sta_a", body: "sta_b" }]);
});

test("a field with choices: the key and the values come from the names, and values that are there stay", async () => {
  const { user } = openDesk("/northwind/settings/fields");
  await page("Fields");
  await user.click(screen.getByRole("button", { name: "New field" }));
  const dialog = within(await screen.findByRole("dialog", { name: "New field" }));
  await user.type(dialog.getByLabelText("Name"), "Größe des Pakets");
  await user.selectOptions(dialog.getByLabelText("Type"), "One choice");
  await user.selectOptions(dialog.getByLabelText("When it is needed"), "Needed to resolve");
  await user.click(dialog.getByRole("button", { name: "Add a choice" }));
  await user.type(dialog.getByLabelText("Choice 1"), "Small{Enter}");
  await waitFor(() => expect(dialog.getByLabelText("Choice 2")).toHaveFocus());
  await user.keyboard("small");
  await user.click(dialog.getByRole("button", { name: "Create" }));
  await waitFor(() => expect(settingsCalls).toHaveLength(1));
  expect(settingsCalls[0]?.body).toEqual({
    order: 0,
    label: "Größe des Pakets",
    key: "grosse_des_pakets",
    type: "select",
    required: "resolve",
    options: [{ value: "small", label: "Small" }, { value: "small_2", label: "small" }],
  });
  await user.click(await screen.findByRole("button", { name: "Edit Größe des Pakets" }));
  const again = within(await screen.findByRole("dialog", { name: "Edit field" }));
  expect(again.getByLabelText("Type")).toBeDisabled();
  await user.clear(again.getByLabelText("Choice 1"));
  await user.type(again.getByLabelText("Choice 1"), "Tiny");
  await user.click(again.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(settingsCalls).toHaveLength(2));
  expect(settingsCalls[1]?.body).toMatchObject({ options: [{ value: "small", label: "Tiny" }, { value: "small_2", label: "small" }] });
});

test("what the server has against a field stands at it", async () => {
  server.use(http.post(url("/fields"), () => problem(422, "invalid", { errors: [{ field: "body.key", message: "is another field's", code: "taken" }] })));
  const { user } = openDesk("/northwind/settings/fields");
  await page("Fields");
  await user.click(screen.getByRole("button", { name: "New field" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("Name"), "Order");
  await user.click(dialog.getByRole("button", { name: "Create" }));
  await waitFor(() => expect(dialog.getByLabelText("Key")).toHaveAccessibleDescription("is another field's"));
});

test("somebody else's change in between is said: theirs can be taken, or this one saved over it", async () => {
  setRules({ fields: [field("order", { label: "Order" })] });
  const { user } = openDesk("/northwind/settings/fields");
  await user.click(await screen.findByRole("button", { name: "Edit Order" }));
  const dialog = within(await screen.findByRole("dialog"));
  Object.assign(rules.fields[0] ?? {}, { label: "Order number", version: 5 });
  await user.type(dialog.getByLabelText("Name"), " no.");
  await user.click(dialog.getByRole("button", { name: "Save" }));
  expect(await dialog.findByText("Somebody else has changed this meanwhile.")).toBeVisible();
  await user.click(dialog.getByRole("button", { name: "Show theirs" }));
  await waitFor(() => expect(dialog.getByLabelText("Name")).toHaveValue("Order number"));
  await user.type(dialog.getByLabelText("Name"), "!");
  Object.assign(rules.fields[0] ?? {}, { version: 6 });
  await user.click(dialog.getByRole("button", { name: "Save" }));
  await user.click(await dialog.findByRole("button", { name: "Save mine" }));
  await waitFor(() => expect(rules.fields[0]?.label).toBe("Order number!"));
});

test("a tick puts somebody into a team at once, beside the others they are in", async () => {
  let jonas = { ...JONAS, teams: ["team_1"] };
  server.use(
    http.get(url("/users"), () => HttpResponse.json({ items: [jonas] })),
    http.put(url("/users/:id/teams"), async ({ request, params }) => {
      expect(params.id).toBe(JONAS.id);
      jonas = { ...jonas, teams: ((await request.json()) as { team_ids: string[] }).team_ids };
      return HttpResponse.json(jonas);
    }),
  );
  setRules({ teams: [{ id: "team_2", name: "Harbour", active: true, version: 1, calendar_id: null, lead_id: null }] });
  const { user } = openDesk("/northwind/settings/teams");
  await user.click(await screen.findByRole("button", { name: "Members of Harbour" }));
  const tick = within(await screen.findByRole("dialog", { name: "Members of Harbour" })).getByRole("checkbox", { name: "Jonas Lind" });
  await user.click(tick);
  await waitFor(() => expect(jonas.teams).toEqual(["team_1", "team_2"]));
  expect(tick).toBeChecked();
  await user.click(tick);
  await waitFor(() => expect(jonas.teams).toEqual(["team_1"]));
});

test("Escape does not lose what was typed without asking", async () => {
  const { user } = openDesk("/northwind/settings/teams");
  await page("Teams");
  await user.click(screen.getByRole("button", { name: "New team" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("Name"), "Billing");
  await user.keyboard("{Escape}");
  expect(await dialog.findByText("There are changes that are not saved.")).toBeVisible();
  await user.click(dialog.getByRole("button", { name: "Keep editing" }));
  await user.click(dialog.getByRole("button", { name: "Create" }));
  expect(await screen.findByText("Billing")).toBeVisible();
});

test("categories: one below another, moved elsewhere, never below itself, deleted with what replaces it", async () => {
  setRules({ categories: [category("Billing", null), category("Refunds", "Billing"), category("Shipping", null, 1)] });
  const { user } = openDesk("/northwind/settings/categories");
  await user.click(await screen.findByRole("button", { name: "Add a category below Billing" }));
  let dialog = within(await screen.findByRole("dialog", { name: "New category" }));
  expect(dialog.getByLabelText("Below")).toHaveDisplayValue("Billing");
  await user.type(dialog.getByLabelText("Name"), "Invoices{Enter}");
  await waitFor(() => expect(settingsCalls[0]?.body).toEqual({ order: 3, label: "Invoices", parent_id: "Billing" }));
  await user.click(await screen.findByRole("button", { name: "Edit Billing" }));
  dialog = within(await screen.findByRole("dialog", { name: "Edit category" }));
  expect(within(dialog.getByLabelText("Below")).getAllByRole("option").map((each) => each.textContent)).toEqual(["Nothing: the highest level", "Shipping"]);
  await user.click(dialog.getByRole("button", { name: "Cancel" }));
  expect(screen.getByRole("button", { name: "Delete Billing" })).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Delete Refunds" }));
  dialog = within(await screen.findByRole("dialog"));
  await user.selectOptions(dialog.getByLabelText("What stands for it on old tickets"), "Shipping");
  await user.click(dialog.getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(settingsCalls.at(-1)).toEqual({ method: "DELETE", path: "categories/Refunds", body: "Shipping" }));
});

test("days and seconds are saved on the version that was read; leaving with unsaved ones asks", async () => {
  const sent: unknown[] = [];
  server.use(
    http.patch(url("/settings/tickets"), async ({ request }) => {
      sent.push([request.headers.get("If-Match"), await request.json()]);
      Object.assign(rules, { close_after_days: null, version: 4 });
      return HttpResponse.json(rules);
    }),
  );
  const { user, router } = openDesk("/northwind/settings/tickets");
  await user.click(await screen.findByRole("checkbox", { name: "Close resolved tickets by themselves" }));
  await user.click(screen.getByRole("checkbox", { name: "Urgent tickets call people in their quiet hours, too" }));
  await user.click(screen.getByRole("link", { name: "Teams" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Leave without saving?" }));
  await user.click(dialog.getByRole("button", { name: "Keep editing" }));
  expect(router.state.location.pathname).toBe("/northwind/settings/tickets");
  await user.click(await screen.findByRole("button", { name: "Save" }));
  await waitFor(() => expect(sent).toEqual([['"3"', { close_after_days: null, reopen_days: 0, undo_send_seconds: 10, shown_promises: [], urgent_calls_anyway: false }]]));
  await user.click(screen.getByRole("link", { name: "Teams" }));
  await page("Teams");
});
