import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { view } from "@/test/fixtures";
import { field, setRules } from "@/test/work-api";

async function fillIn() {
  const desk = openDesk("/northwind/inbox/mine");
  await screen.findByRole("list", { name: "Mine" });
  await desk.user.keyboard("c");
  const dialog = within(await screen.findByRole("dialog", { name: "New ticket" }));
  await desk.user.type(dialog.getByLabelText("Customer’s e-mail"), "ben@kaya.example");
  await desk.user.type(dialog.getByLabelText("Subject"), "By phone");
  await desk.user.type(dialog.getByLabelText("What did they say?"), "Please call back");
  return { ...desk, dialog, create: dialog.getByRole("button", { name: "Create ticket" }) };
}

test("a ticket for a customer is created once, even when the first answer is lost, and is opened", async () => {
  const asked: { key: string | null; body: unknown }[] = [];
  server.use(
    http.post(url("/tickets"), async ({ request }) => {
      asked.push({ key: request.headers.get("Idempotency-Key"), body: await request.json() });
      if (asked.length === 1) return HttpResponse.error();
      const created = view(9, { subject: "By phone" });
      world.tickets.push(created);
      return HttpResponse.json(created, { status: 201 });
    }),
  );
  const { user, dialog, create } = await fillIn();
  await user.click(create);
  expect(await dialog.findByRole("alert")).toHaveTextContent("No answer came");
  await user.click(create);
  expect(await screen.findByRole("heading", { name: "By phone" })).toBeVisible();
  expect(asked[1]).toEqual(asked[0]);
  expect(asked[0]?.body).toEqual({
    subject: "By phone",
    body: "Please call back",
    priority: "normal",
    channel: "phone",
    requester: { email: "ben@kaya.example" },
  });
});

test("what the server finds wrong stands at its field", async () => {
  const errors = [{ field: "body.requester.email", message: "is not an address", code: "email" }];
  server.use(http.post(url("/tickets"), () => problem(422, "invalid", { errors })));
  const { user, dialog, create } = await fillIn();
  await user.click(create);
  await waitFor(() => expect(dialog.getByLabelText("Customer’s e-mail")).toHaveAccessibleDescription("is not an address"));
});

test("a call is written down with all that is known; a field that is required takes the focus until it is there", async () => {
  setRules({
    fields: [field("order", { label: "Order", required: "create" })],
    categories: [{ id: "cat_1", parent_id: null, label: "Returns", order: 1, active: true, replaced_by: null, version: 1 }],
  });
  const asked: Record<string, unknown>[] = [];
  server.use(
    http.post(url("/tickets"), async ({ request }) => {
      asked.push((await request.json()) as Record<string, unknown>);
      const created = view(9, { subject: "By phone" });
      world.tickets.push(created);
      return HttpResponse.json(created, { status: 201 });
    }),
  );
  const { user, dialog, create } = await fillIn();
  await user.selectOptions(await dialog.findByLabelText("Category"), "Returns");
  await user.selectOptions(dialog.getByLabelText("Assignee"), "You");
  await user.type(dialog.getByRole("combobox", { name: "Tags" }), "call,");
  await user.click(create);
  const order = dialog.getByRole("textbox", { name: "Order" });
  await waitFor(() => expect(order).toHaveFocus());
  expect(order).toHaveAccessibleDescription("This is needed.");
  expect(asked).toEqual([]);
  await user.type(order, "AB12");
  await user.click(create);
  await waitFor(() => expect(asked).toHaveLength(1));
  expect(asked[0]).toMatchObject({ channel: "phone", category_id: "cat_1", assignee_id: "usr_maya", tags: ["call"], fields: { order: "AB12" } });
});
