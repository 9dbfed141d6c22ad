import { lazy, Suspense, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { BusinessCalendar } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { Choice } from "@/features/settings/controls";
import { Part, Sheet } from "@/features/settings/sheet";
import { useReason } from "@/features/tickets/reasons";
import { zones } from "@/features/workspace/values";
import { readCalendar, usePreview, useSaveCalendar } from "./calendars";
import { bodyOf, start, type Draft } from "./draft";
import { faultsOf } from "./faults";
import { FeedPart } from "./feed-part";
import { HolidaysPart } from "./holidays-part";
import { OverridesPart } from "./overrides-part";
import { Preview } from "./preview";
import { WeekPart } from "./week-part";

const OpenTickets = lazy(() => import("@/features/recomputing/open-tickets"));

/** Hours, holidays and exceptions of a calendar, and beside them the year that comes of it. */
export function CalendarEditor({ known, onClose }: { known: BusinessCalendar | null; onClose: () => void }) {
  const { t, i18n } = useTranslation("calendars");
  const { t: settings } = useTranslation("settings");
  const { tenant } = useSession();
  const reason = useReason();
  const save = useSaveCalendar();
  const [base, setBase] = useState(known);
  const [done, setDone] = useState<string | null>(null);
  const [draft, setDraft] = useState(() => start(known, tenant.zone));
  const preview = usePreview(draft, base);
  const dirty = !save.isSuccess && JSON.stringify(bodyOf(draft)) !== JSON.stringify(bodyOf(start(base, tenant.zone)));
  const set = (changed: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...changed }));
    // What was wrong may be right now; the preview says what still is not.
    if (save.isError) save.reset();
  };
  const saved = faultsOf(save.error, t);
  const shown = faultsOf(preview.error, t);
  const faults = saved.count > 0 ? saved : shown;
  const onSave = (version = base?.version ?? 0) =>
    save.mutate(
      { known: base, version, draft },
      {
        onSuccess() {
          toast({ tone: "info", title: settings("saved") });
          if (base) setDone(base.id);
          else onClose();
        },
      },
    );
  const onTheirs = async () => {
    if (!base) return;
    const fresh = await readCalendar(base.id).catch(() => null);
    save.reset();
    if (!fresh) return onClose();
    setBase(fresh);
    setDraft(start(fresh, tenant.zone));
  };
  const baseId = base?.id;
  // Its feed makes versions, too: what people have written here is then still about the calendar as it stands.
  const onFed = useCallback(async () => {
    const fresh = baseId && (await readCalendar(baseId).catch(() => null));
    if (!fresh) return;
    setBase((old) => (old && JSON.stringify(bodyOf(start(fresh, ""))) === JSON.stringify(bodyOf(start(old, ""))) ? fresh : old));
  }, [baseId]);
  return (
    <Sheet
      title={known ? known.name : t("new")}
      back={settings("page.calendars")}
      isNew={!base}
      dirty={dirty}
      busy={save.isPending}
      error={save.error}
      placed={saved.count > 0}
      onSave={onSave}
      onTheirs={() => void onTheirs()}
      onClose={onClose}
    >
      <div className="grid gap-6 context:grid-cols-2">
        <div className="min-w-0">
          <div className="grid gap-3.5 pb-4 pane:grid-cols-2">
            <Field label={t("name")} value={draft.name} required maxLength={120} onChange={({ target }) => set({ name: target.value })} error={faults.at("name")} />
            <Choice label={t("zone")} value={draft.zone} onChange={(zone) => set({ zone })} options={zones(draft.zone).map((value) => ({ value, label: value.replaceAll("_", " ") }))} error={faults.at("zone")} />
          </div>
          <WeekPart week={draft.week} onChange={(week) => set({ week })} faults={faults} />
          <HolidaysPart draft={draft} onChange={set} faults={faults} />
          {known && <FeedPart id={known.id} onChanged={() => void onFed()} />}
          <OverridesPart overrides={draft.overrides} onChange={(overrides) => set({ overrides })} faults={faults} />
        </div>
        <div className="min-w-0">
          <Part title={t("preview")} text={t("preview_text")}>
            <div aria-busy={preview.isPlaceholderData} className="flex flex-col gap-3">
              {preview.data && <Preview days={preview.data.days} locale={formatLocale(i18n.language)} />}
            </div>
            {preview.isError && (
              <p role="status" className="text-12 text-breach">
                {shown.count > 0 ? t("preview_wrong") : reason(preview.error)}
              </p>
            )}
          </Part>
        </div>
      </div>
      <Suspense>{done && <OpenTickets scope={{ calendar_id: done }} onClose={onClose} />}</Suspense>
    </Sheet>
  );
}
