import createClient from "openapi-fetch";
import { hearServerTime } from "@/lib/server-time";
import { ApiProblem, hasCode, NetworkProblem, problemFrom, problemOf } from "./problem";
import type { paths } from "./schema";
import { sessionManager } from "./session";
import { viewing } from "./viewing";

const PATIENCE = 20_000;

async function send(request: Request, token: string | null): Promise<Response> {
  const headers = new Headers(request.headers);
  if (token) headers.set("Authorization", `Bearer ${token}`);
  const other = viewing.get();
  // The server refuses it too; what is sent in the background need not even ask.
  if (other && request.method !== "GET") throw new ApiProblem(403, { code: "forbidden" });
  if (other) headers.set("View-As", other.user.id);
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE)]);
  const asked = Date.now();
  try {
    const response = await fetch(new Request(request, { headers, signal }));
    hearServerTime(response.headers.get("Date"), asked, Date.now());
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new NetworkProblem(error);
  }
}

/** Adds the token; when the server refuses it, renews it and tries once more. */
async function authorizedFetch(request: Request): Promise<Response> {
  const again = request.clone();
  const token = await sessionManager.token();
  const response = await send(request, token);
  // A second step became a duty while the desk was open: the sign-in asks for it.
  if (response.status === 403 && hasCode(await problemFrom(response.clone()), "challenge_required")) await sessionManager.signOut();
  if (response.status !== 401 || !token) return response;
  const renewed = await sessionManager.renew(token);
  return renewed ? send(again, renewed) : response;
}

export const api = createClient<paths>({
  baseUrl: typeof location === "undefined" ? "/api" : `${location.origin}/api`,
  fetch: authorizedFetch,
});

/** The data of an answer, or the refusal as an exception. */
export async function dataOf<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(response, error);
  return data as T;
}
