import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, TextQuote, Trash2 } from "lucide-react";
import { useState, type ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { may } from "@/api/may";
import { useSession } from "@/api/session";
import type { CannedResponseRow } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { Placeholder } from "@/ui/placeholder";
import { toast } from "@/ui/toasts";
import { cannedQuery, fitting } from "@/features/canned/canned";
import { useReason } from "@/features/tickets/reasons";
import { useRules } from "@/features/tickets/use-rules";
import { useCanned, useDeleteCanned } from "./canned-calls";
import type { WritingProps } from "./canned-bodies";
import { CannedEditor } from "./canned-editor";
import { Badge, Line, Page } from "./controls";

function Facts({ item }: { item: CannedResponseRow }) {
  const { t } = useTranslation("settings");
  const teams = useRules().teams;
  const team = teams.find(({ id }) => id === item.team_id)?.name ?? "";
  return (
    <>
      <span className="font-medium">{item.name}</span>
      {item.shortcut && <code className="text-12 text-text-2">/{item.shortcut}</code>}
      <Badge>{item.scope === "team" ? t("canned.team", { name: team }) : t(`canned.${item.scope}`)}</Badge>
      {item.languages.map((language) => (
        <Badge key={language}>{language}</Badge>
      ))}
      <span className="num text-12 text-text-3">{t("canned.used", { count: item.usage_count })}</span>
      <span className="w-full truncate text-12 text-text-2">{item.preview}</span>
    </>
  );
}

/** The editor, once the whole text is there. */
function Opened({ id, Box, onClose }: { id: string; Box: ComponentType<WritingProps>; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  const query = useCanned(id);
  if (query.data) {
    return <CannedEditor key={query.data.version} known={query.data} Box={Box} onClose={onClose} onStale={() => void query.refetch()} />;
  }
  return (
    <Dialog title={t("canned.edit")} onClose={onClose} size="l">
      <p role={query.isError ? "alert" : "status"} className="p-4 text-text-2">
        {query.isError ? reason(query.error) : common("common.loading")}
      </p>
    </Dialog>
  );
}

function Deletion({ item, onClose }: { item: CannedResponseRow; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  const remove = useDeleteCanned();
  const run = () =>
    remove.mutate(item, {
      onSuccess() {
        toast({ tone: "info", title: t("removed") });
        onClose();
      },
    });
  return (
    <Dialog title={t("remove", { name: item.name })} onClose={onClose} size="s">
      <div className="flex flex-col gap-3.5 p-4">
        <p className="text-text-2">{t("canned.delete_text")}</p>
        {remove.error && (
          <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
            {reason(remove.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{common("common.cancel")}</Button>
          <Button look="primary" disabled={remove.isPending} onClick={run}>
            {t("delete")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

type Open = { kind: "new" } | { kind: "edit"; id: string } | { kind: "remove"; item: CannedResponseRow };

function byFolder(items: CannedResponseRow[]): Map<string, CannedResponseRow[]> {
  const found = new Map<string, CannedResponseRow[]>();
  for (const item of items) found.set(item.folder, [...(found.get(item.folder) ?? []), item]);
  return found;
}

/** Texts for replies, by folder: everybody keeps their own, who may set things up also those of teams and all. */
export default function CannedPage({ Box }: { Box: ComponentType<WritingProps> }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  const session = useSession();
  const all = useQuery(cannedQuery);
  const [wanted, setWanted] = useState("");
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const items = all.data ?? [];
  const shown = wanted.trim() ? fitting(items, wanted, items.length) : items;
  const mayChange = (item: CannedResponseRow) => (item.scope === "private" ? item.owner_id === session.user.id : may(session, "settings.write"));
  return (
    <Page
      title={t("page.canned")}
      text={t("canned.text")}
      action={
        <Button look="primary" onClick={() => setOpen({ kind: "new" })}>
          <Plus aria-hidden className="icon" /> {t("canned.new")}
        </Button>
      }
    >
      {all.isPending && <p role="status">{common("common.loading")}</p>}
      {all.isError && (
        <div role="alert">
          <Placeholder icon={TextQuote} tone="error" title={t("failed")} actions={<Button onClick={() => void all.refetch()}>{common("common.retry")}</Button>}>
            {reason(all.error)}
          </Placeholder>
        </div>
      )}
      {all.isSuccess && items.length === 0 && (
        <div className="border-y py-6">
          <Placeholder icon={TextQuote} title={t("canned.none")}>
            {t("canned.none_text")}
          </Placeholder>
        </div>
      )}
      {items.length > 0 && (
        <div className="mb-4">
          <Field label={t("canned.find")} type="search" value={wanted} onChange={(event) => setWanted(event.target.value)} />
        </div>
      )}
      {items.length > 0 && shown.length === 0 && <p role="status">{t("canned.nothing_found")}</p>}
      {[...byFolder(shown)].map(([folder, inside]) => (
        <section key={folder} className="mb-4">
          <h2 className="mb-1 text-12 font-medium text-text-2">{folder || t("canned.no_folder")}</h2>
          <ul aria-label={folder || t("canned.no_folder")} className="divide-y divide-line border-y">
            {inside.map((item) => (
              <li key={item.id} className="py-1">
                <Line
                  actions={
                    mayChange(item) && (
                      <>
                        <IconButton icon={Pencil} label={t("edit", { name: item.name })} onClick={() => setOpen({ kind: "edit", id: item.id })} />
                        <IconButton icon={Trash2} label={t("remove", { name: item.name })} onClick={() => setOpen({ kind: "remove", item })} />
                      </>
                    )
                  }
                >
                  <Facts item={item} />
                </Line>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {open?.kind === "new" && <CannedEditor known={null} Box={Box} onClose={close} onStale={close} />}
      {open?.kind === "edit" && <Opened id={open.id} Box={Box} onClose={close} />}
      {open?.kind === "remove" && <Deletion item={open.item} onClose={close} />}
    </Page>
  );
}
