/** What a signed-in customer asks for. The cookie goes along by itself; nothing here can read it. */
import type { components } from "@/api/schema";
import { call, type Method } from "./api";

type Schemas = components["schemas"];
export type Person = Schemas["PortalPerson"];
export type Device = Schemas["PortalDevice"];
export type Request = Schemas["PortalTicket"];
export type Thread = Schemas["PortalThread"];
export type Said = Schemas["PortalMessage"];
export type SignInLink = Schemas["SignInLink"];

const ask = <T>(path: string, method: Method = "GET", body?: unknown, headers?: Record<string, string>) => call<T>(`portal/${path}`, method, body, headers);
const link = (slug: string, token: string) => `public/${encodeURIComponent(slug)}/sign-in/${encodeURIComponent(token)}`;

export const askForLink = (slug: string, wanted: Schemas["NewSignIn"]) => call<Schemas["SignInAsked"]>(`public/${encodeURIComponent(slug)}/sign-in`, "POST", wanted);
export const lookAtLink = (slug: string, token: string) => call<SignInLink>(link(slug, token), "GET");
export const signInBy = (slug: string, token: string) => call<SignInLink>(link(slug, token), "POST");

export const whoAmI = () => ask<Person>("me");
export const myRequests = async () => (await ask<Schemas["PortalTickets"]>("tickets")).items;
export const oneRequest = (number: string) => ask<Thread>(`tickets/${encodeURIComponent(number)}`);
export const sayMore = (number: number, body: string, attachments: string[], key: string) =>
  ask<Schemas["PortalMessageCreated"]>(`tickets/${number}/messages`, "POST", { body, attachments }, { "idempotency-key": key });
export const announceFile = ({ name, type, size }: File, sha256: string) =>
  ask<Schemas["Upload"]>("uploads", "POST", { name, media_type: type || "application/octet-stream", size, sha256 });
export const fileLink = (number: number, message: string, index: number) =>
  ask<Schemas["AttachmentLink"]>(`tickets/${number}/messages/${message}/attachments/${index}`);
export const myDevices = async () => (await ask<Schemas["PortalDevices"]>("devices")).items;
export const forgetDevice = (id: string) => ask<null>(`devices/${encodeURIComponent(id)}`, "DELETE");
export const signOut = () => ask<null>("session", "DELETE");
