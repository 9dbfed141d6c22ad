/** All data of a workspace to take along: asked for, waited for, fetched. */
import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { problem, server, url } from "@/test/api";
import { openDesk } from "@/test/desk";
import { JONAS, session } from "@/test/fixtures";
import { HOME } from "./workspace.fixtures";

const QUEUED = { id: "exp_1", state: "queued", asked_at: "2026-11-22T10:00:00.000Z", expires_at: "2026-11-29T10:00:00.000Z", parts: 0, lines: 0, files: 0, size: 0 };
const DONE = { ...QUEUED, state: "done", parts: 2, lines: 1234, files: 2, size: 3_000_000 };
let items: object[] = [];

beforeEach(() => {
  items = [];
  server.use(
    http.post(url("/session/refresh"), () => HttpResponse.json(session("token-1", 3600, JONAS))),
    http.get(url("/tenant"), () => HttpResponse.json(HOME)),
    http.get(url("/tenant/exports"), () => HttpResponse.json({ items })),
  );
});

const open = async () => {
  const { user } = openDesk("/northwind/settings/workspace");
  return { user, part: within(await screen.findByRole("region", { name: "Take all data along" })) };
};

test("an export is asked for once, and not again while it goes on", async () => {
  let asked = 0;
  server.use(
    http.post(url("/tenant/exports"), () => {
      asked += 1;
      return HttpResponse.json(QUEUED, { status: 202 });
    }),
  );
  const { user, part } = await open();
  const button = part.getByRole("button", { name: "Start an export" });
  await waitFor(() => expect(button).toBeEnabled());
  await user.click(button);
  await waitFor(() => expect(part.getByRole("status")).toHaveTextContent("The export is about to begin."));
  expect(button).toBeDisabled();
  expect(asked).toBe(1);
});

test("a finished one is fetched part by part, by links that are asked for when somebody wants them", async () => {
  let fetched = 0;
  items = [DONE];
  server.use(
    http.get(url("/tenant/exports/exp_1/file"), () => {
      fetched += 1;
      const parts = [1, 2].map((part) => ({ url: `https://content.example/${part}.zip`, size: 1_500_000 }));
      return HttpResponse.json({ parts, expires_at: "2026-11-22T10:05:00.000Z" });
    }),
  );
  const { user, part } = await open();
  await waitFor(() => expect(part.getByRole("status")).toHaveTextContent("1,234 lines, 2 files"));
  expect(fetched).toBe(0);
  await user.click(part.getByRole("button", { name: "Get the files" }));
  const links = await part.findAllByRole("link");
  expect(links.map((link) => link.getAttribute("href"))).toEqual(["https://content.example/1.zip", "https://content.example/2.zip"]);
});

test("too soon is said, and one that failed can be asked for again", async () => {
  items = [{ ...QUEUED, state: "failed" }];
  server.use(http.post(url("/tenant/exports"), () => problem(429, "too_many")));
  const { user, part } = await open();
  await waitFor(() => expect(part.getByRole("status")).toHaveTextContent("It can be started again."));
  await user.click(part.getByRole("button", { name: "Start an export" }));
  expect(await part.findByRole("alert")).toHaveTextContent("Too much at once.");
});
