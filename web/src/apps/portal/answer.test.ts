import { getAllByRole, getByLabelText, getByRole, queryByRole, waitFor } from "@testing-library/dom";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerBox } from "./answer-box";
import type { Thread } from "./portal-api";
import { speaker } from "./words";

const ticket = { number: 1, label: "TKT-1", subject: "Lamp", state: "open", status: null, created_at: "", updated_at: "", promises: [] as never[] } as const;
const thread = (answer: Thread["answer"] = "continues"): Thread => ({ ticket, messages: [], answer, goes_on_in: null, goes_on_from: null });
const file = (name: string) => new File(["x"], name, { type: "text/plain" });

let stored = 200;
let sent: unknown[] = [];
let refusal: { status: number; errors: { field: string; code: string }[] } | null = null;

class Putting {
  upload = {};
  status = 0;
  onload = () => {};
  open() {}
  setRequestHeader() {}
  abort() {}
  send() {
    this.status = stored;
    queueMicrotask(() => this.onload());
  }
}

function answered(path: string, body: { name?: string }): Response {
  if (path.endsWith("/uploads")) return Response.json({ upload_id: `id of ${body.name}`, url: "http://files/", headers: {} }, { status: 201 });
  sent.push(body);
  return refusal ? Response.json({ errors: refusal.errors }, { status: refusal.status }) : Response.json({ id: "msg", number: 1 }, { status: 201 });
}

beforeEach(() => {
  [stored, sent, refusal] = [200, [], null];
  vi.stubGlobal("XMLHttpRequest", Putting);
  vi.stubGlobal("fetch", (path: string, { body }: { body: string }) => Promise.resolve(answered(path, JSON.parse(body) as object)));
});
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

function begin(answer?: Thread["answer"]) {
  const onSent = vi.fn(() => Promise.resolve());
  const form = answerBox(thread(answer), speaker("en"), "en", onSent);
  document.body.append(form);
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) throw new Error("there is no place for files");
  return { form, input, onSent };
}

test("files go along with the words, without those that were removed", async () => {
  const { form, input, onSent } = begin();
  await userEvent.upload(input, [file("a.txt"), file("b.txt")]);
  await userEvent.click(getByRole(form, "button", { name: "Remove a.txt" }));
  expect(getByRole(form, "button", { name: "Remove b.txt" })).toBe(document.activeElement);
  await userEvent.type(getByLabelText(form, "Your answer"), "Look.");
  await userEvent.click(getByRole(form, "button", { name: "Send answer" }));
  await waitFor(() => expect(onSent).toHaveBeenCalled());
  expect(sent).toEqual([{ body: "Look.", attachments: ["id of b.txt"] }]);
});

test("an answer without words and files is none", async () => {
  const { form } = begin();
  await userEvent.click(getByRole(form, "button", { name: "Send answer" }));
  expect(getAllByRole(form, "alert").map((each) => each.textContent)).toContain("Write your message.");
  expect(sent).toEqual([]);
});

test("a file that did not arrive keeps the answer back until it is sent again", async () => {
  stored = 503;
  const { form, input } = begin();
  await userEvent.upload(input, file("a.txt"));
  const again = await waitFor(() => getByRole(form, "button", { name: "Send a.txt again" }));
  await userEvent.click(getByRole(form, "button", { name: "Send answer" }));
  await waitFor(() => expect(form.querySelector(".alert")?.textContent).toContain("did not arrive"));
  expect(sent).toEqual([]);
  stored = 200;
  await userEvent.click(again);
  await waitFor(() => expect(queryByRole(form, "button", { name: "Send a.txt again" })).toBeNull());
  await userEvent.click(getByRole(form, "button", { name: "Send answer" }));
  await waitFor(() => expect(sent).toEqual([{ body: "", attachments: ["id of a.txt"] }]));
});

test("what the server does not take is named, and the words stay", async () => {
  refusal = { status: 422, errors: [{ field: "body.attachments.0", code: "type_refused" }] };
  const { form, input } = begin();
  await userEvent.upload(input, file("a.txt"));
  await userEvent.type(getByLabelText(form, "Your answer"), "Look.");
  await userEvent.click(getByRole(form, "button", { name: "Send answer" }));
  await waitFor(() => expect(form.textContent).toContain("programs and scripts"));
  expect(queryByRole(form, "button", { name: "Remove a.txt" })).toBeNull();
  expect(getByLabelText<HTMLTextAreaElement>(form, "Your answer").value).toBe("Look.");
});

test.each([
  ["continues", "Send answer", null],
  ["reopens", "Send answer", "opens it again"],
  ["follows_up", "Send as a new request", "begins a new one"],
] as const)("what an answer does when it %s is said before", (answer, button, hint) => {
  const { form } = begin(answer);
  expect(getByRole(form, "button", { name: button })).toBeTruthy();
  if (hint) expect(form.textContent).toContain(hint);
});
