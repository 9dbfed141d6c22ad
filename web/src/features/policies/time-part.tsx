import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { calendarsQuery } from "@/features/calendars/calendars";
import { Choice } from "@/features/settings/controls";
import { Part } from "@/features/settings/sheet";
import { METRICS, PAUSINGS, pausingOf, REOPENS, type Draft, type PausingChoice } from "./draft";

interface Props {
  draft: Draft;
  set: (changed: Partial<Draft>) => void;
  fault: (name: string) => string | null;
}

const HOURS = ["around_the_clock", "organisation", "team"] as const;
const CHOICES = Object.keys(PAUSINGS) as PausingChoice[];

/** Which time counts. */
function Hours({ draft, set, fault }: Props) {
  const { t } = useTranslation("policies");
  const calendars = useQuery(calendarsQuery).data ?? [];
  const options = [...HOURS.map((value) => ({ value: value, label: t(`hours.${value}`) })), ...calendars.map(({ id, name }) => ({ value: `calendar:${id}`, label: t("hours.calendar", { name }) }))];
  const known = options.some(({ value }) => value === draft.hours);
  const hint = HOURS.find((each) => each === draft.hours) ?? "calendar";
  return (
    <Choice
      label={t("hours.label")}
      value={draft.hours}
      onChange={(hours) => set({ hours })}
      options={known ? options : [...options, { value: draft.hours, label: t("hours.gone") }]}
      hint={t(`hours_text.${hint}`)}
      error={fault("hours")}
    />
  );
}

/** Which time counts, where a clock stands still, and what opening a ticket again does. */
export function TimePart(props: Props) {
  const { draft, set, fault } = props;
  const { t } = useTranslation("policies");
  const { t: common } = useTranslation();
  const promised = METRICS.filter((metric) => draft.promised[metric]);
  const pausings = CHOICES.map((value) => ({ value: value, label: t(`pausing.${value}`) }));
  return (
    <Part title={t("time")} text={t("time_text")}>
      <div className="grid items-start gap-3.5 pane:grid-cols-2">
        <Hours {...props} />
        {promised.map((metric) => (
          <Choice
            key={metric}
            label={t("pausing.label", { metric: common(`sla.${metric}`) })}
            value={pausingOf(draft.pauses[metric])}
            onChange={(choice) => set({ pauses: { ...draft.pauses, [metric]: [...PAUSINGS[choice as PausingChoice]] } })}
            options={pausings}
            error={fault(`pauses.${metric}`)}
          />
        ))}
      </div>
      {draft.promised.resolution && (
        <Choice
          label={t("reopen.label")}
          value={draft.reopen}
          onChange={(reopen) => set({ reopen: reopen as Draft["reopen"] })}
          options={REOPENS.map((value) => ({ value, label: t(`reopen.${value}`) }))}
          hint={t(`reopen_text.${draft.reopen}`)}
          error={fault("reopen")}
        />
      )}
    </Part>
  );
}
