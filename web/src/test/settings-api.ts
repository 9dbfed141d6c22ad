/** Settings in the tests' API: kept, counted up, and refused when they are stale. */
import { http, HttpResponse } from "msw";
import { problem, url } from "./api";
import { rules } from "./work-api";

const KINDS = ["statuses", "fields", "categories", "teams"] as const;
type Noun = Record<string, unknown> & { id: string; version: number };

const DEFAULTS = { version: 1, order: 0, active: true, replaced_by: null, roles: [], options: [], pattern: null, parent_id: null };
export const settingsCalls: { method: string; path: string; body: unknown }[] = [];
let made = 0;

const versionOf = (request: Request) => Number((request.headers.get("If-Match") ?? "").replaceAll('"', ""));

const nouns = KINDS.flatMap((kind) => {
  const all = () => rules[kind] as unknown as Noun[];
  const put = (noun: Noun) => {
    Object.assign(rules, { [kind]: [...all().filter((each) => each.id !== noun.id), noun] });
    return noun;
  };
  return [
    http.post(url(`/${kind}`), async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      settingsCalls.push({ method: "POST", path: kind, body });
      made += 1;
      return HttpResponse.json(put({ ...DEFAULTS, ...body, id: `new_${made}` }), { status: 201 });
    }),
    http.patch(url(`/${kind}/:id`), async ({ request, params }) => {
      const body = (await request.json()) as Record<string, unknown>;
      const noun = all().find((each) => each.id === params.id) as Noun;
      if (noun.version !== versionOf(request)) return problem(412, "stale_version", { current_version: noun.version });
      settingsCalls.push({ method: "PATCH", path: `${kind}/${String(params.id)}`, body });
      return HttpResponse.json(put({ ...noun, ...body, version: noun.version + 1 }));
    }),
    http.delete(url(`/${kind}/:id`), ({ request, params }) => {
      const replacement = new URL(request.url).searchParams.get("replacement");
      const noun = all().find((each) => each.id === params.id) as Noun;
      settingsCalls.push({ method: "DELETE", path: `${kind}/${String(params.id)}`, body: replacement });
      return HttpResponse.json(put({ ...noun, active: false, replaced_by: replacement, version: noun.version + 1 }));
    }),
  ];
});

/** No open ticket would be promised anything else. */
const untouched = { looked_at: 0, complete: true, found: 0, changed: 0, metrics: [], samples: [] };

export const settingsHandlers = [
  ...nouns,
  http.get(url("/roles"), () => HttpResponse.json({ items: [] })),
  http.post(url("/sla/recomputations/preview"), () => HttpResponse.json(untouched)),
];
