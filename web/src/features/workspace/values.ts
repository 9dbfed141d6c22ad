import type { FieldProblem, Workspace } from "@/api/types";

/** What is in the form. `logo` is the address of the picture shown, `logo_id` that of one just uploaded. */
export interface Values {
  name: string;
  slug: string;
  zone: string;
  locale: string;
  accent: string;
  mailboxes: string[];
  origins: string[];
  logo: string | null;
  logo_id: string | null;
}

export const start = (home: Workspace): Values => ({
  name: home.name,
  slug: home.slug,
  zone: home.zone,
  locale: home.locale,
  accent: home.accent ?? "",
  mailboxes: home.mailboxes,
  origins: home.origins,
  logo: home.logo_url,
  logo_id: null,
});

/** Only what differs is sent, so that a fault names what was touched. */
export function bodyOf(values: Values, home: Workspace) {
  const { logo, logo_id, accent, ...plain } = values;
  const before: Record<string, unknown> = { ...start(home) };
  const body: Record<string, unknown> = Object.fromEntries(
    Object.entries(plain).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  );
  if (accent !== before.accent) body.accent = accent || null;
  if (logo_id) body.logo_id = logo_id;
  else if (logo === null && home.logo_url !== null) body.logo_id = null;
  return body;
}

/** Every zone that the browser knows, and the one that is set. */
export function zones(current: string): string[] {
  return [...new Set(["UTC", current, ...Intl.supportedValuesOf("timeZone")])].sort();
}

/** The addresses among those sent that the server refuses, each with the code that says why. */
export function refusedMailboxes(fields: FieldProblem[], sent: string[] = []): Record<string, string> {
  const refused: Record<string, string> = {};
  for (const { field, code } of fields) {
    const address = sent[Number(/^body\.mailboxes\.(\d+)$/.exec(field)?.[1])];
    if (address) refused[address] = code;
  }
  return refused;
}
