/** The API's open doors. */
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Brand = Schemas["Brand"];
export type Form = Schemas["Form"];
export type Filled = Schemas["NewFormTicket"];
export type Confirmation = Schemas["Confirmation"];
export type Acknowledgement = Schemas["Acknowledgement"];

/** A refusal: the codes of its fields by their names, and whether the thing is there at all. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly fields: ReadonlyMap<string, string>,
  ) {
    super(`refused: ${status}`);
  }
}

export type Method = "GET" | "POST" | "DELETE";

/** Asks the API; an answer without content is null. */
export async function call<T>(path: string, method: Method, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const typed = body === undefined ? headers : { ...headers, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`/api/v1/${path}`, { method, headers: typed, ...sent });
  const said = answer.status === 204 ? null : ((await answer.json()) as unknown);
  if (answer.ok) return said as T;
  const errors = (said as Schemas["Problem"]).errors ?? [];
  throw new Refused(answer.status, new Map(errors.map((each) => [each.field.replace("body.", ""), each.code])));
}

const ask = <T>(path: string, method: Method, body?: unknown) => call<T>(`public/${path}`, method, body);

export const loadBrand = (slug: string) => ask<Brand>(`${encodeURIComponent(slug)}/brand`, "GET");
export const loadForm = (slug: string) => ask<Form>(`${encodeURIComponent(slug)}/form`, "GET");
export const sendForm = (slug: string, filled: Filled) =>
  ask<Schemas["FormReceived"]>(`${encodeURIComponent(slug)}/tickets`, "POST", filled);
export const loadConfirmation = (token: string) =>
  ask<Confirmation>(`confirmations/${encodeURIComponent(token)}`, "GET");
export const confirm = (token: string) => ask<Confirmation>(`confirmations/${encodeURIComponent(token)}`, "POST");
export const loadAcknowledgement = (token: string) =>
  ask<Acknowledgement>(`escalations/${encodeURIComponent(token)}`, "GET");
export const acknowledge = (token: string) => ask<Acknowledgement>(`escalations/${encodeURIComponent(token)}`, "POST");
