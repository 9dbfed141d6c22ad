import type { FieldProblem } from "./types";

/** The server refused: `code` is stable, the rest of the body is the code's own data. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: FieldProblem[];
  readonly data: Record<string, unknown>;
  readonly retryAfter: number | null;

  constructor(status: number, body: Record<string, unknown>, retryAfter: number | null = null) {
    super(text(body.detail) ?? text(body.title) ?? `HTTP ${status}`);
    this.name = "ApiProblem";
    this.status = status;
    this.code = text(body.code) ?? (status >= 500 ? "unavailable" : "unknown");
    this.fields = Array.isArray(body.errors) ? (body.errors as FieldProblem[]) : [];
    this.data = body;
    this.retryAfter = retryAfter;
  }
}

/** No answer came: the request may or may not have been carried out. */
export class NetworkProblem extends Error {
  constructor(cause: unknown) {
    super("no answer", { cause });
    this.name = "NetworkProblem";
  }
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** A refusal from its parsed body, whatever that is: a proxy in between may answer with a page of its own. */
export function problemOf(response: Response, body: unknown): ApiProblem {
  const seconds = Number(response.headers.get("Retry-After") ?? "");
  const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  return new ApiProblem(response.status, fields, seconds > 0 ? seconds : null);
}

export async function problemFrom(response: Response): Promise<ApiProblem> {
  return problemOf(response, await response.json().catch(() => null));
}

export function hasCode(error: unknown, code: string): error is ApiProblem {
  return error instanceof ApiProblem && error.code === code;
}
