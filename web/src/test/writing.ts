/** Drafts, uploads, and replies that are held, as the tests see them. */
import { http, HttpResponse } from "msw";
import type { ServerDraft, ServerDrafts } from "@/features/drafts/server-drafts";
import { MAYA } from "./fixtures";

type Put = { scope: "mine" | "shared"; version: number | null; draft: ServerDraft };

interface Desk {
  drafts: ServerDrafts;
  /** Every draft that was saved, in order. */
  saved: Put[];
  uploads: { name: string; media_type: string; size: number; sha256: string }[];
}

const NONE: ServerDrafts = { mine: null, shared: null };

/** What is kept of ticket 1; no other one has drafts. */
export const writingDesk: Desk = { drafts: NONE, saved: [], uploads: [] };

export function resetWriting(): void {
  Object.assign(writingDesk, { drafts: NONE, saved: [], uploads: [] });
}

export function serverDraft(fields: Partial<ServerDraft> = {}): ServerDraft {
  return {
    kind: "reply",
    html: null,
    body: "Dear Ada",
    to: [],
    cc: [],
    bcc: [],
    attachments: [],
    version: 1,
    updated_at: "2026-11-22T09:00:00.000Z",
    updated_by: MAYA.id,
    ...fields,
  };
}

const url = (path: string) => `http://localhost/api/v1${path}`;
const refused = (code: string) =>
  HttpResponse.json(
    { type: code, title: code, status: 412, code, detail: "", errors: [] },
    { status: 412, headers: { "Content-Type": "application/problem+json" } },
  );

const CORS = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "PUT", "Access-Control-Allow-Headers": "*" };

export const writingHandlers = [
  http.get(url("/tickets/:number/drafts"), ({ params }) => HttpResponse.json(params.number === "1" ? writingDesk.drafts : NONE)),
  http.put(url("/tickets/:number/drafts/:scope"), async ({ request, params }) => {
    const scope = params.scope as "mine" | "shared";
    const { version, ...words } = (await request.json()) as ServerDraft;
    const known = writingDesk.drafts[scope];
    if ((known?.version ?? null) !== version) return refused("stale_version");
    const draft = serverDraft({ ...words, version: (known?.version ?? 0) + 1, updated_by: MAYA.id });
    writingDesk.drafts = { ...writingDesk.drafts, [scope]: draft };
    writingDesk.saved.push({ scope, version, draft });
    return HttpResponse.json(draft);
  }),
  http.delete(url("/tickets/:number/drafts/:scope"), ({ params }) => {
    writingDesk.drafts = { ...writingDesk.drafts, [params.scope as string]: null };
    return new HttpResponse(null, { status: 204 });
  }),
  http.post(url("/uploads"), async ({ request }) => {
    const asked = (await request.json()) as Desk["uploads"][number];
    writingDesk.uploads.push(asked);
    const upload_id = `upl_${writingDesk.uploads.length}`;
    return HttpResponse.json(
      { upload_id, url: `http://content.example/${upload_id}`, method: "PUT", headers: { "Content-Type": asked.media_type }, expires_at: "2026-11-22T10:00:00.000Z" },
      { status: 201 },
    );
  }),
  http.options("http://content.example/:id", () => new HttpResponse(null, { headers: CORS })),
  http.put("http://content.example/:id", () => new HttpResponse(null, { headers: CORS })),
];
