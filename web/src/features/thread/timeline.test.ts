import { expect, test } from "vitest";
import { event, message } from "@/test/fixtures";
import { buildTimeline } from "./timeline";

const at = (minute: number, second = 0) => `2026-11-22T09:${String(minute).padStart(2, "0")}:${String(second).padStart(2, "0")}.000Z`;

const shape = (entries: ReturnType<typeof buildTimeline>) =>
  entries.map((entry) => (entry.kind === "message" ? entry.id : entry.lines.map((line) => line.events.map((each) => each.id))));

test("messages and events stand in the order of time, and what a message shows itself is left out", () => {
  const messages = [message("m2", { created_at: at(20) }), message("m1", { created_at: at(0) })];
  const events = [
    event("e2", "ticket.state_changed", {}, { at: at(30) }),
    event("e1", "ticket.created", {}, { at: at(0) }),
    event("e0", "message.created", {}, { at: at(0) }),
    event("e3", "message.sent", {}, { at: at(31) }),
  ];
  expect(shape(buildTimeline(messages, events))).toEqual(["m1", [["e1"]], "m2", [["e2"]]]);
});

test("what one actor did in one minute is one line; another actor begins another", () => {
  const other = { kind: "user" as const, id: "usr_maya" };
  const events = [
    event("e1", "ticket.assigned", {}, { at: at(1) }),
    event("e2", "ticket.state_changed", {}, { at: at(1, 40) }),
    event("e3", "ticket.state_changed", {}, { at: at(1, 50), actor: other }),
    event("e4", "ticket.assigned", {}, { at: at(9) }),
  ];
  expect(shape(buildTimeline([], events))).toEqual([[["e1", "e2"], ["e3"], ["e4"]]]);
});
