/** The browsers that stay signed in, each with a button that ends that. */
import { h, heading, show } from "./dom";
import { forgetDevice, myDevices, whoAmI, type Device, type Person } from "./portal-api";
import { signedIn, when } from "./signed-in";
import type { Say } from "./words";

/** Rejects with 401 for somebody who is not signed in. */
export async function devicesPage(_slug: string, say: Say, language: string): Promise<void> {
  const [person, devices] = await Promise.all([whoAmI(), myDevices()]);
  draw(person, devices, say, language, false);
}

function draw(person: Person, devices: Device[], say: Say, language: string, focus: boolean): void {
  const alert = h("p", { class: "alert", role: "alert" });
  async function forget(id: string): Promise<void> {
    try {
      await forgetDevice(id);
      if (id === person.device_id) return location.replace(`/portal/${encodeURIComponent(person.slug)}/sign-in`);
      draw(person, await myDevices(), say, language, true);
    } catch {
      alert.textContent = say("forgetFailed");
    }
  }
  const line = (each: Device) =>
    h(
      "li",
      {},
      h("p", { class: "words" }, each.device || "–", each.id === person.device_id ? h("span", { class: "state" }, say("thisDevice")) : null),
      h("p", { class: "facts" }, h("span", {}, say("lastUsed", { when: "" }).trim(), " ", when(each.used_at, language))),
      h("button", { type: "button", class: "quiet", click: () => void forget(each.id) }, say("forget")),
    );
  show(signedIn(person, say, heading(say("devices")), alert, h("ul", { class: "requests" }, ...devices.map(line))), `${say("devices")} · ${person.workspace}`, focus);
}
