import { useQuery } from "@tanstack/react-query";
import { CalendarClock, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BusinessCalendar } from "@/api/types";
import { Button } from "@/ui/button";
import { IconButton } from "@/ui/icon-button";
import { Placeholder } from "@/ui/placeholder";
import { Bone } from "@/ui/skeleton";
import { toast } from "@/ui/toasts";
import { FormWindow } from "@/features/doors/windows";
import { usersOf, UsedBy } from "@/features/policies/used-by";
import { Badge, Line, Page } from "@/features/settings/controls";
import { useReason } from "@/features/tickets/reasons";
import { CalendarEditor } from "./calendar-editor";
import { feedsQuery } from "./feed";
import { calendarsQuery, useDeleteCalendar } from "./calendars";
import { outline } from "./outline";

function Facts({ calendar, failing }: { calendar: BusinessCalendar; failing: boolean }) {
  const { t, i18n } = useTranslation("calendars");
  const country = calendar.country ? [new Intl.DisplayNames(i18n.language, { type: "region" }).of(calendar.country), calendar.subdivision].filter(Boolean).join(", ") : null;
  const week = outline(calendar.week).map(({ first, last, hours }) => `${t(`short.${first}`)}${first === last ? "" : `–${t(`short.${last}`)}`} ${hours}`);
  return (
    <>
      <span className="font-medium">{calendar.name}</span>
      <Badge>{calendar.zone.replaceAll("_", " ")}</Badge>
      {country && <Badge>{country}</Badge>}
      <span className="num w-full text-12 text-text-2">{week.join(" · ") || t("closed")}</span>
      {failing && <span className="w-full text-12 text-breach">{t("feed_failing_here")}</span>}
    </>
  );
}

function Removal({ calendar, onClose }: { calendar: BusinessCalendar; onClose: () => void }) {
  const { t } = useTranslation("calendars");
  const { t: settings } = useTranslation("settings");
  const remove = useDeleteCalendar();
  const users = usersOf(remove.error);
  const run = () =>
    remove.mutate(calendar, {
      onSuccess() {
        toast({ tone: "info", title: settings("removed") });
        onClose();
      },
    });
  return (
    <FormWindow title={settings("remove", { name: calendar.name })} submit={settings("delete")} busy={remove.isPending} error={users.length > 0 ? null : remove.error} onSubmit={run} onClose={onClose}>
      <p className="text-text-2">{t("delete_text")}</p>
      {users.length > 0 && <UsedBy ids={users} />}
    </FormWindow>
  );
}

type Open = { kind: "edit"; calendar: BusinessCalendar | null } | { kind: "remove"; calendar: BusinessCalendar };

/** When promises count time. */
export default function CalendarsPage() {
  const { t } = useTranslation("calendars");
  const { t: settings } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  const all = useQuery(calendarsQuery);
  const feeds = useQuery(feedsQuery).data ?? [];
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  if (open?.kind === "edit") return <CalendarEditor known={open.calendar} onClose={close} />;
  return (
    <Page
      title={settings("page.calendars")}
      text={t("text")}
      action={
        <Button look="primary" onClick={() => setOpen({ kind: "edit", calendar: null })}>
          <Plus aria-hidden className="icon" /> {t("new")}
        </Button>
      }
    >
      {all.isPending && (
        <div role="status" className="flex flex-col gap-3">
          <span className="sr-only">{common("common.loading")}</span>
          <Bone className="h-4 w-2/3" />
          <Bone className="h-4 w-1/2" />
        </div>
      )}
      {all.isError && (
        <div role="alert">
          <Placeholder icon={CalendarClock} tone="error" title={settings("failed")} actions={<Button onClick={() => void all.refetch()}>{common("common.retry")}</Button>}>
            {reason(all.error)}
          </Placeholder>
        </div>
      )}
      {all.data?.length === 0 && (
        <div className="border-y py-6">
          <Placeholder icon={CalendarClock} title={t("none")}>
            {t("none_text")}
          </Placeholder>
        </div>
      )}
      <ul aria-label={settings("page.calendars")} className="divide-y divide-line border-y empty:hidden">
        {all.data?.map((calendar) => (
          <li key={calendar.id} className="py-1">
            <Line
              actions={
                <>
                  <IconButton icon={Pencil} label={settings("edit", { name: calendar.name })} onClick={() => setOpen({ kind: "edit", calendar })} />
                  <IconButton icon={Trash2} label={settings("remove", { name: calendar.name })} onClick={() => setOpen({ kind: "remove", calendar })} />
                </>
              }
            >
              <Facts calendar={calendar} failing={feeds.some((feed) => feed.calendar_id === calendar.id && feed.failing)} />
            </Line>
          </li>
        ))}
      </ul>
      {open?.kind === "remove" && <Removal calendar={open.calendar} onClose={close} />}
    </Page>
  );
}
