import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { TenantExport } from "@/api/types";
import { useReason } from "@/features/tickets/reasons";
import { formatLocale } from "@/lib/i18n";
import { dayOf, fileSize } from "@/lib/time";
import { Button } from "@/ui/button";

const KEY = ["settings", "workspace-exports"] as const;
const LOOK_AGAIN = 5_000;
const isGoing = (one: TenantExport | undefined) => one?.state === "queued" || one?.state === "running";
const read = () => dataOf(api.GET("/v1/tenant/exports", {}));

/** The archives of a finished export. Each look is in the audit trail, so it takes a click. */
function Files({ id }: { id: string }) {
  const { t, i18n } = useTranslation("workspace");
  const reason = useReason();
  const links = useMutation({ mutationFn: () => dataOf(api.GET("/v1/tenant/exports/{id}/file", { params: { path: { id } } })) });
  return (
    <>
      <Button size="l" disabled={links.isPending} onClick={() => links.mutate()}>
        {t("export_get")}
      </Button>
      {links.error && (
        <p role="alert" className="text-breach">
          {reason(links.error)}
        </p>
      )}
      {links.data && (
        <>
          <p className="text-text-2">{t("export_links")}</p>
          <ul className="flex flex-col gap-1">
            {links.data.parts.map(({ url, size }, index) => (
              <li key={url}>
                <a href={url} rel="noopener noreferrer" target="_blank" className="inline-flex items-center gap-1.5 text-accent underline">
                  <Download size={14} aria-hidden />
                  {t("export_part", { number: index + 1, size: fileSize(size, formatLocale(i18n.language)) })}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** All data of the workspace to take along: asked for here, and fetched here when it is written. */
export function ExportAll() {
  const { t, i18n } = useTranslation("workspace");
  const client = useQueryClient();
  const reason = useReason();
  const query = useQuery({ queryKey: KEY, queryFn: read, gcTime: 0, refetchInterval: ({ state }) => isGoing(state.data?.items[0]) && LOOK_AGAIN });
  const ask = useMutation({
    mutationFn: () => dataOf(api.POST("/v1/tenant/exports", {})),
    onSuccess: (one) => client.setQueryData(KEY, { items: [one] }),
  });
  const [one] = query.data?.items ?? [];
  const locale = formatLocale(i18n.language);
  const error = ask.error ?? query.error;
  return (
    <section aria-labelledby="export" className="mt-8 flex flex-col items-start gap-2 border-t pt-5">
      <h2 id="export" className="text-14 font-semibold">
        {t("export")}
      </h2>
      <p className="max-w-measure text-text-2">{t("export_text")}</p>
      <p role="status">
        {one && t(`export_${one.state}`, { lines: one.lines, files: one.files, size: fileSize(one.size, locale) })}{" "}
        {one?.state === "done" && t("export_until", { date: dayOf(one.expires_at, locale) })}
      </p>
      {error && (
        <p role="alert" className="text-breach">
          {reason(error)}
        </p>
      )}
      {one?.state === "done" && <Files key={one.id} id={one.id} />}
      <Button size="l" disabled={query.isPending || isGoing(one) || ask.isPending} onClick={() => ask.mutate()}>
        {t("export_ask")}
      </Button>
    </section>
  );
}
