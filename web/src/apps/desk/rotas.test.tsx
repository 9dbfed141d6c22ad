/** On-call rotas on their page: who is on call, making one, and the weeks to come. */
import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { problem, server, url } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, MAYA, session } from "@/test/fixtures";

const NIGHTS = {
  id: "rot_1",
  name: "Nights",
  zone: "Europe/Berlin",
  members: [MAYA.id, JONAS.id],
  begins: "2026-03-23",
  handover: "09:00",
  turn_days: 7,
  overrides: [],
  updated_at: "2026-03-02T09:00:00.000Z",
  version: 3,
};
const duty = (begins_at: string, ends_at: string, user_id: string | null, because = "turn") => ({ begins_at, ends_at, user_id, because });
const FIRST = duty("2026-03-23T08:00:00.000Z", "2026-03-30T07:00:00.000Z", MAYA.id);
const SECOND = duty("2026-03-30T07:00:00.000Z", "2026-04-06T07:00:00.000Z", JONAS.id, "skipped");
let sent: [string, unknown, string | null][] = [];
let refuses = false;

beforeEach(() => {
  sent = [];
  refuses = false;
  server.use(
    http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))),
    http.get(url("/escalation/rotas"), () => HttpResponse.json({ items: [NIGHTS] })),
    http.get(url("/escalation/on-call"), () => HttpResponse.json({ items: [{ rota_id: "rot_1", name: "Nights", now: FIRST, next: SECOND }] })),
    http.get(url("/escalation/rotas/rot_1/duties"), () => HttpResponse.json({ items: [FIRST, SECOND, duty(SECOND.ends_at, "2026-04-13T07:00:00.000Z", null, "skipped")] })),
    http.post(url("/escalation/rotas"), async ({ request }) => {
      sent.push(["POST", await request.json(), null]);
      return refuses ? problem(422, "invalid", { errors: [{ field: "body.name", message: "is another rota's", code: "taken" }] }) : HttpResponse.json(NIGHTS, { status: 201 });
    }),
    http.patch(url("/escalation/rotas/rot_1"), async ({ request }) => {
      sent.push(["PATCH", await request.json(), request.headers.get("If-Match")]);
      return HttpResponse.json(NIGHTS);
    }),
  );
});

test("who is on call and who is next is said by the clocks of the rota", async () => {
  const { user } = openDesk("/northwind/settings/rotas");
  const list = await screen.findByRole("list", { name: "On-call rotas" });
  expect(await within(list).findByText(new RegExp(`${MAYA.name} until .*30.*09:00.* then ${JONAS.name}`))).toBeVisible();
  await user.click(within(list).getByRole("button", { name: "Coming weeks of Nights" }));
  const rows = within(await screen.findByRole("table")).getAllByRole("row").slice(1);
  expect(rows.map((row) => within(row).getAllByRole("cell")[1]?.textContent)).toEqual([MAYA.name, JONAS.name, "Nobody"]);
  expect(rows[1]).toHaveTextContent("Instead of somebody who is not active");
});

test("a rota is made with people in turn and somebody else on some days, and a fault stands at its field", async () => {
  const { user } = openDesk("/northwind/settings/rotas");
  await user.click(await screen.findByRole("button", { name: "New rota" }));
  const dialog = within(await screen.findByRole("dialog", { name: "New rota" }));
  expect(dialog.getByText("Create")).toBeDisabled();
  await user.type(dialog.getByLabelText("Name"), "Late");
  await user.selectOptions(dialog.getByLabelText("Add a member"), JONAS.id);
  await user.selectOptions(dialog.getByLabelText("Add a member"), MAYA.id);
  await user.selectOptions(dialog.getByLabelText("Length of a turn"), "2 weeks");
  await user.click(dialog.getByText("Add days"));
  await user.selectOptions(dialog.getByLabelText("Person"), MAYA.id);
  refuses = true;
  await user.click(dialog.getByText("Create"));
  expect(await dialog.findByText("is another rota's")).toBeVisible();
  expect(sent[0]?.[1]).toMatchObject({ name: "Late", members: [JONAS.id, MAYA.id], turn_days: 14, handover: "09:00", overrides: [{ user_id: MAYA.id }] });
  refuses = false;
  await user.click(dialog.getByText("Create"));
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
});

test("the order of turns is changed with the keyboard and saved with the version that was seen", async () => {
  const { user } = openDesk("/northwind/settings/rotas");
  await user.click(await screen.findByRole("button", { name: "Edit Nights" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Edit rota" }));
  (await dialog.findByRole("button", { name: `Move ${JONAS.name}` })).focus();
  await user.keyboard("{ArrowUp}");
  await user.click(dialog.getByText("Save"));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toEqual(["PATCH", expect.objectContaining({ members: [JONAS.id, MAYA.id], zone: "Europe/Berlin" }), '"3"']);
});
