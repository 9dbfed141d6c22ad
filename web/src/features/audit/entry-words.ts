import { useTranslation } from "react-i18next";
import type { AuditEntry, TimelineEvent } from "@/api/types";
import { useEventWords } from "@/features/thread/use-event-words";
import type { People } from "@/features/tickets/use-people";
import type words from "@/locales/audit.en.json";

type Nouns = typeof words.type;
type Known = { [Noun in keyof Nouns]: `${Noun}.${string & keyof Nouns[Noun]}` }[keyof Nouns];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const OPENED = ["thread", "list", "live", "sessions", "attachment", "export", "trail", "address"] as const;

/** The values of settings before and after, in short: `colour: grey → blue`. */
function changes({ changed, before, after }: AuditEntry["data"]): string {
  if (!Array.isArray(changed)) return "";
  const value = (side: unknown, name: string) => {
    const found = isObject(side) ? side[name] : undefined;
    return found === undefined ? "" : typeof found === "string" ? found : JSON.stringify(found);
  };
  return changed
    .map(String)
    .map((name) => {
      const [old, now] = [value(before, name), value(after, name)];
      return old || now ? `${name}: ${old || "–"} → ${now || "–"}` : name;
    })
    .join(", ");
}

/**
 * Says an entry in a few words that follow the actor's name. What the ticket's timeline tells is told in its words; what
 * neither knows is named as it is.
 */
export function useEntryWords(people: People): (entry: AuditEntry) => string {
  const { t, i18n } = useTranslation("audit");
  const timeline = useEventWords(people);
  return (entry) => {
    const { type, data } = entry;
    const what = OPENED.find((each) => each === data.what);
    if (type === "data.opened" && what) {
      const seen = Array.isArray(data.numbers) ? data.numbers.map((each) => `#${String(each)}`).join(", ") : "";
      return seen ? `${t(`opened.${what}`)} (${seen})` : t(`opened.${what}`);
    }
    if (i18n.exists(`type.${type}`, { ns: "audit" })) {
      const detail = changes(data);
      const said = t(`type.${type as Known}`);
      return detail ? `${said} (${detail})` : said;
    }
    return timeline({ ...entry, aggregate: entry.thing } as unknown as TimelineEvent);
  };
}
