import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Download, ScrollText } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuditEntry } from "@/api/types";
import { Button } from "@/ui/button";
import { Placeholder } from "@/ui/placeholder";
import { TimeAgo } from "@/ui/time-ago";
import { announce, toast } from "@/ui/toasts";
import { Page } from "@/features/settings/controls";
import { useReason } from "@/features/tickets/reasons";
import { usePeople, type People } from "@/features/tickets/use-people";
import { useEntryWords } from "./entry-words";
import { Filters } from "./filters";
import { EVERYTHING, saveTrail, trailQuery, type Wanted } from "./trail";

function useActor(people: People) {
  const { t } = useTranslation("audit");
  return ({ kind, id }: AuditEntry["actor"]) => {
    if (kind === "user" && id) return people.actorOf(id);
    if (kind === "system") return t("system");
    return `${t(kind === "customer" ? "customer" : "key")} ${id ?? ""}`.trim();
  };
}

/** What it is about, with the way there when the desk has one. */
function Thing({ thing }: { thing: string }) {
  const { slug = "" } = useParams({ strict: false });
  const [noun = "", id = ""] = thing.split(":");
  if (noun !== "ticket") return <code className="text-11 break-all text-text-3">{thing}</code>;
  return (
    <Link to="/$slug/tickets/$number" params={{ slug, number: id }} className="num text-accent hover:underline">
      #{id}
    </Link>
  );
}

function Entries({ entries, people }: { entries: AuditEntry[]; people: People }) {
  const { t } = useTranslation("audit");
  const words = useEntryWords(people);
  const actor = useActor(people);
  return (
    <ul aria-label={t("entries")} className="divide-y divide-line border-y">
      {entries.map((entry) => (
        <li key={entry.id} className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5 px-1.5 py-1.5">
          <span className="min-w-48 flex-1">
            <span className="font-medium">{entry.viewer ? t("as", { viewer: people.callOf(entry.viewer), actor: actor(entry.actor) }) : actor(entry.actor)}</span>{" "}
            <span className="text-text-2">{words(entry)}</span>
          </span>
          <Thing thing={entry.thing} />
          <TimeAgo at={entry.at} form="clock" className="text-12 text-text-3" />
        </li>
      ))}
    </ul>
  );
}

/** Who did what, and who looked at whose data, newest first. */
export default function AuditPage() {
  const { t } = useTranslation("audit");
  const { t: common } = useTranslation();
  const reason = useReason();
  const people = usePeople();
  const [wanted, setWanted] = useState<Wanted>(EVERYTHING);
  const query = useInfiniteQuery(trailQuery(useDeferredValue(wanted)));
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const partial = query.data?.pages.at(-1)?.partial === true;
  const save = () =>
    void saveTrail(wanted).then(
      (complete) => (complete ? announce(t("exported")) : toast({ tone: "info", title: t("exported"), detail: t("cut") })),
      (error: unknown) => toast({ tone: "error", title: t("not_exported"), detail: error instanceof Error ? error.message : undefined }),
    );
  return (
    <Page
      title={t("title")}
      text={t("text")}
      action={
        <Button onClick={save}>
          <Download aria-hidden className="icon" /> {t("export")}
        </Button>
      }
    >
      <Filters wanted={wanted} people={people} onChange={setWanted} />
      {query.isPending && <p role="status">{common("common.loading")}</p>}
      {query.isError && entries.length === 0 && (
        <div role="alert">
          <Placeholder icon={ScrollText} tone="error" title={t("failed")} actions={<Button onClick={() => void query.refetch()}>{common("common.retry")}</Button>}>
            {reason(query.error)}
          </Placeholder>
        </div>
      )}
      {query.isSuccess && entries.length === 0 && !partial && (
        <Placeholder icon={ScrollText} title={t("none")}>
          {t("none_text")}
        </Placeholder>
      )}
      {entries.length > 0 && <Entries entries={entries} people={people} />}
      {partial && <p role="status" className="mt-2 text-12 text-text-3">{t("partial")}</p>}
      {query.hasNextPage && (
        <div className="mt-3 flex justify-center">
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </Page>
  );
}
