import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test, vi } from "vitest";
import { problem, server, url, world } from "@/test/api";
import { openDesk } from "@/test/desk";
import { message, reply, view } from "@/test/fixtures";
import { gate } from "@/test/gate";
import { writingDesk } from "@/test/writing";

const file = (name: string, text = "hello", type = "text/plain") => new File([text], name, { type });
const bytes = "http://content.example/:id";
const taken = () => new HttpResponse(null, { headers: { "Access-Control-Allow-Origin": "*" } });

async function openComposer() {
  URL.createObjectURL = vi.fn(() => "blob:preview");
  const desk = openDesk("/northwind/inbox/mine/1");
  const area = await screen.findByRole("textbox", { name: "Reply to the customer" });
  const picker = document.querySelector<HTMLInputElement>("input[type=file]") as HTMLInputElement;
  return { ...desk, area, picker, answer: screen.getByRole("region", { name: "Answer" }) };
}

test("a file is announced with its checksum, put, and named in the message and its draft", async () => {
  const { user, area, picker, answer } = await openComposer();
  await user.upload(picker, file("invoice.txt"));
  expect(await within(answer).findByText("invoice.txt")).toBeVisible();
  await waitFor(() => expect(writingDesk.uploads).toEqual([{ name: "invoice.txt", media_type: "text/plain", size: 5, sha256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=" }]));
  await user.type(area, "See the file");
  await waitFor(() => expect(writingDesk.drafts.mine?.attachments).toEqual([{ upload_id: "upl_1", name: "invoice.txt", media_type: "text/plain", size: 5 }]));
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(world.posted[0]?.body).toMatchObject({ body: "See the file", attachments: ["upl_1"] }));
  expect(within(answer).queryByText("invoice.txt")).not.toBeInTheDocument();
});

test("sending waits for the last file", async () => {
  const [arrive, opened] = gate();
  server.use(
    http.put(bytes, async () => {
      await opened;
      return taken();
    }),
  );
  const { user, area, picker } = await openComposer();
  await user.upload(picker, file("big.txt"));
  await user.type(area, "Here{Control>}{Enter}{/Control}");
  expect(await screen.findByText("Sends when the files are there…")).toBeVisible();
  expect(world.posted).toHaveLength(0);
  arrive();
  await waitFor(() => expect(world.posted[0]?.body).toMatchObject({ attachments: ["upl_1"] }));
});

test("an upload that broke off can be tried again or removed, and holds the reply back until then", async () => {
  server.use(http.put(bytes, () => HttpResponse.error(), { once: true }));
  const { user, area, picker, answer } = await openComposer();
  await user.upload(picker, file("a.txt"));
  expect(await within(answer).findByText("Upload interrupted")).toBeVisible();
  await user.type(area, "Here{Control>}{Enter}{/Control}");
  expect(world.posted).toHaveLength(0);
  await user.click(within(answer).getByRole("button", { name: "Upload a.txt again" }));
  await waitFor(() => expect(within(answer).queryByText("Upload interrupted")).not.toBeInTheDocument());
  await user.type(area, "{Control>}{Enter}{/Control}");
  await waitFor(() => expect(world.posted).toHaveLength(1));
});

test("what is refused says why in one sentence and is not in the message", async () => {
  server.use(http.post(url("/uploads"), () => problem(422, "type_refused"), { once: true }));
  const { user, area, picker, answer } = await openComposer();
  await user.upload(picker, file("setup.exe"));
  expect(await within(answer).findByText("“setup.exe” was not attached: programs and scripts are not allowed.")).toBeVisible();
  await user.upload(picker, file("nothing.txt", ""));
  expect(within(answer).getByText("“nothing.txt” was not attached: it is empty.")).toBeVisible();
  await user.type(area, "Here{Control>}{Enter}{/Control}");
  await waitFor(() => expect(world.posted).toHaveLength(1));
  expect(world.posted[0]?.body).not.toHaveProperty("attachments");
});

test("files can be dropped on the answer, and removed", async () => {
  const { user, answer, area } = await openComposer();
  fireEvent.drop(area, { dataTransfer: { types: ["Files"], files: [file("a.txt"), file("a.txt")] } });
  expect(await within(answer).findByText("a-2.txt")).toBeVisible();
  expect(within(answer).getByText(/^2 files, 10 byte/)).toBeVisible();
  await user.click(within(answer).getByRole("button", { name: "Remove a.txt" }));
  expect(within(answer).queryByText("a.txt")).not.toBeInTheDocument();
});

test("a file the page was left with is named as missing after a reload", async () => {
  localStorage.setItem(
    "lambdesk:draft:tnt_northwind:usr_maya:1",
    JSON.stringify({ written: { reply: { text: "x", html: null, files: [{ id: "f", uploadId: null, name: "lost.txt", mediaType: "text/plain", size: 3, inline: false }], people: null, canned: [] }, note: { text: "", html: null, files: [], people: null, canned: [] } } }),
  );
  const { answer } = await openComposer();
  expect(await within(answer).findByText("Not uploaded; please attach it again")).toBeVisible();
});

test("pictures of a message are shown small, others by their kind, and those in the text not twice", async () => {
  server.use(
    http.get(url("/tickets/1/messages/:id/attachments/:index"), ({ params }) =>
      HttpResponse.json({ url: `https://content.example/${String(params.index)}`, expires_at: "2026-11-22T10:00:00.000Z" }),
    ),
  );
  const attachments = [
    { index: 0, name: "photo.png", media_type: "image/png", size: 100, content_id: null, inline: false },
    { index: 1, name: "a.pdf", media_type: "application/pdf", size: 100, content_id: null, inline: false },
    { index: 2, name: "logo.png", media_type: "image/png", size: 100, inline: true, content_id: "logo" },
  ];
  world.tickets = [view(1, {}, [message("msg_1"), reply("msg_2", { attachments, html: '<p>See <img src="cid:logo" alt="our logo"></p>' })])];
  await openComposer();
  const list = await screen.findByRole("list", { name: "Attachments" });
  expect(within(list).getAllByRole("button")).toHaveLength(2);
  await waitFor(() => expect(list.querySelector("img")).toHaveAttribute("src", "https://content.example/0"));
  expect(await screen.findByRole("img", { name: "our logo" })).toHaveAttribute("src", "https://content.example/2");
});
