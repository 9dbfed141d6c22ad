import { expect, test } from "vitest";
import { addressesIn, addTo, deliverable, problemsOf, removeFrom } from "./addressees";

const people = { to: ["ada@a.example"], cc: ["ben@b.example"], bcc: [] };

test("addresses are read as people paste them", () => {
  expect(addressesIn("Ada Okafor <Ada@A.example>, ben@b.example;\ncara@c.example ")).toEqual(["ada@a.example", "ben@b.example", "cara@c.example"]);
});

test("nobody is told twice: who is added to another line moves there", () => {
  expect(addTo(people, "bcc", "ben@b.example, dora@d.example")).toEqual({ to: ["ada@a.example"], cc: [], bcc: ["ben@b.example", "dora@d.example"] });
  expect(addTo(people, "to", "ADA@a.example").to).toEqual(["ada@a.example"]);
});

test("what is no address is named, and holds the reply back", () => {
  expect(problemsOf(["ada@a.example", "ada@", "a b@c.de", "x@nodot", "o'neil+tag@mail.co.uk"])).toEqual(["ada@", "a b@c.de", "x@nodot"]);
  expect(deliverable(null)).toBe(true);
  expect(deliverable(people)).toBe(true);
  expect(deliverable(removeFrom(people, "to", "ada@a.example"))).toBe(false);
  expect(deliverable(addTo(people, "cc", "nonsense"))).toBe(false);
});
