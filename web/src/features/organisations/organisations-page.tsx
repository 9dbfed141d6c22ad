import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Handshake, Pencil, Plus, Search, Trash2 } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Organisation } from "@/api/types";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { INPUT } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { Placeholder } from "@/ui/placeholder";
import { toast } from "@/ui/toasts";
import { calendarsQuery } from "@/features/calendars/calendars";
import { FormWindow } from "@/features/doors/windows";
import { Badge, Line, Page } from "@/features/settings/controls";
import { useReason } from "@/features/tickets/reasons";
import { OrganisationEditor } from "./organisation-editor";
import { organisationsQuery, useDeleteOrganisation } from "./organisations";

function Deletion({ organisation, onClose }: { organisation: Organisation; onClose: () => void }) {
  const { t } = useTranslation("organisations");
  const { t: settings } = useTranslation("settings");
  const remove = useDeleteOrganisation();
  const run = () =>
    remove.mutate(organisation, {
      onSuccess() {
        toast({ tone: "info", title: settings("removed") });
        onClose();
      },
    });
  return (
    <FormWindow title={settings("remove", { name: organisation.name })} submit={settings("delete")} busy={remove.isPending} error={remove.error} onSubmit={run} onClose={onClose}>
      <p className="text-text-2">{t("delete_text")}</p>
    </FormWindow>
  );
}

type Open = { kind: "edit"; one: Organisation | null } | { kind: "remove"; one: Organisation };

function List({ found, onOpen }: { found: Organisation[]; onOpen: (open: Open) => void }) {
  const { t } = useTranslation("organisations");
  const { t: settings } = useTranslation("settings");
  const calendars = useQuery(calendarsQuery).data ?? [];
  const hoursOf = (id: string | null) => calendars.find((each) => each.id === id)?.name;
  return (
    <ul aria-label={t("title")} className="divide-y divide-line border-y">
      {found.map((one) => (
        <li key={one.id} className="py-1">
          <Line
            actions={
              <>
                <IconButton icon={Pencil} label={settings("edit", { name: one.name })} onClick={() => onOpen({ kind: "edit", one })} />
                <IconButton icon={Trash2} label={settings("remove", { name: one.name })} onClick={() => onOpen({ kind: "remove", one })} />
              </>
            }
          >
            <span className="font-medium break-words">{one.name}</span>
            {one.tier && <Badge>{t(`tiers.${one.tier}`)}</Badge>}
            <span className="w-full text-12 break-words text-text-2">{[one.domains.join(", ") || t("no_domains"), hoursOf(one.calendar_id)].filter(Boolean).join(" · ")}</span>
          </Line>
        </li>
      ))}
    </ul>
  );
}

/** The organisations that customers belong to: found by name, domain or address. */
export default function OrganisationsPage() {
  const { t } = useTranslation("organisations");
  const { t: settings } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  const [wanted, setWanted] = useState("");
  const asked = useDeferredValue(wanted.trim());
  const query = useInfiniteQuery(organisationsQuery(asked));
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const found = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title={t("title")}
      text={t("text")}
      action={
        <Button look="primary" onClick={() => setOpen({ kind: "edit", one: null })}>
          <Plus aria-hidden className="icon" /> {t("new")}
        </Button>
      }
    >
      <div className="relative mb-3">
        <Search aria-hidden className="icon absolute top-2.5 left-2.5 text-text-3" />
        <input type="search" value={wanted} aria-label={t("search")} placeholder={t("search")} maxLength={250} onChange={({ target }) => setWanted(target.value)} className={cx(INPUT, "h-9 pl-8")} />
      </div>
      {query.isPending && <p role="status">{common("common.loading")}</p>}
      {query.isError && (
        <div role="alert">
          <Placeholder icon={Handshake} tone="error" title={settings("failed")} actions={<Button onClick={() => void query.refetch()}>{common("common.retry")}</Button>}>
            {reason(query.error)}
          </Placeholder>
        </div>
      )}
      {query.isSuccess && found.length === 0 && (
        <div className="border-y py-6">
          <Placeholder icon={Handshake} title={t(asked ? "not_found" : "none")}>
            {t(asked ? "not_found_text" : "none_text")}
          </Placeholder>
        </div>
      )}
      {found.length > 0 && <List found={found} onOpen={setOpen} />}
      {query.hasNextPage && (
        <div className="mt-3 flex justify-center">
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
      {open?.kind === "edit" && <OrganisationEditor key={open.one?.id ?? ""} known={open.one} onClose={close} />}
      {open?.kind === "remove" && <Deletion organisation={open.one} onClose={close} />}
    </Page>
  );
}
