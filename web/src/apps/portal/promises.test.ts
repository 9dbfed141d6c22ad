import { expect, test } from "vitest";
import type { Request } from "./portal-api";
import { promises } from "./signed-in";
import { speaker } from "./words";

type Promised = Request["promises"][number];
const by = "2026-11-23T14:05:00.000Z";
const request = (...all: Promised[]): Request => ({ number: 1, label: "TKT-1", subject: "Lamp", state: "open", status: null, created_at: "", updated_at: "", promises: all });
const lines = (...all: Promised[]) => promises(request(...all), speaker("en"), "en").map((line) => line.textContent);

test("a promise is told in the reader's own time, with the exact moment for machines", () => {
  const [line] = promises(request({ kind: "reply", state: "running", by }), speaker("en"), "en");
  expect(line?.textContent).toContain("We aim to reply by ");
  expect(line?.querySelector("time")).toHaveAttribute("datetime", by);
  expect(line?.textContent).toContain(new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" }).format(new Date(by)));
});

test.each<[Promised[], string[]]>([
  [[], []],
  [[{ kind: "reply", state: "late", by: null }], ["Our reply takes longer than we aimed for."]],
  [[{ kind: "solution", state: "late", by: null }], ["This takes longer than we aimed for."]],
  [
    [
      { kind: "reply", state: "waiting", by: null },
      { kind: "solution", state: "waiting", by: null },
    ],
    ["We are waiting for you; our time for it goes on with your answer."],
  ],
])("of %o no lie is told", (all, expected) => {
  expect(lines(...all)).toEqual(expected);
});
