import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/icon-button";
import { Tick } from "@/features/settings/controls";
import { CHIP } from "@/ui/chip";
import { cx } from "@/ui/class-names";
import { DurationField } from "./duration-field";
import { GroupedChoice } from "./grouped-choice";
import { actionOf, hasRecipient, heirOf, isKnown, MOST_RECIPIENTS, NOTIFY, reassignTo, withAction, withoutRecipient, withRecipient, webhookTo, type LevelDraft } from "./levels";
import { readSpelled, spell, type useCalled } from "./use-called";
import { WebhookFields } from "./webhook-fields";

interface Props {
  level: LevelDraft;
  /** From 0 on, of so many. */
  place: number;
  count: number;
  called: ReturnType<typeof useCalled>;
  fault: (name: string) => string | null;
  onChange: (level: LevelDraft) => void;
  onMove: (step: -1 | 1) => void;
  onRemove: () => void;
}

/** Whom it calls: named one by one. */
function Recipients({ level, called, fault, onChange, number }: Pick<Props, "level" | "called" | "fault" | "onChange"> & { number: number }) {
  const { t } = useTranslation("policies");
  const picker = useRef<HTMLSelectElement>(null);
  const groups = called.groups.map((group) => ({ ...group, options: group.options.filter(({ value }) => !hasRecipient(level, readSpelled(value))) })).filter(({ options }) => options.length > 0);
  return (
    <div role="group" aria-label={t("level.calls", { number })} className="flex flex-col gap-2">
      <p className="text-12 font-medium text-text-2">{t("level.whom")}</p>
      <ul className="flex flex-wrap gap-1.5 empty:hidden">
        {level.recipients.map((one) => (
          <li key={spell(one)} className={cx(CHIP, "bg-surface pr-0.5")}>
            <span className="truncate">{called.nameOf(one)}</span>
            <button
              type="button"
              aria-label={t("level.take_out", { name: called.nameOf(one), number })}
              data-tip={t("level.take_out", { name: called.nameOf(one), number })}
              onClick={() => {
                onChange(withoutRecipient(level, one));
                picker.current?.focus();
              }}
              className="grid size-5 shrink-0 place-items-center rounded-s text-text-3 hover:bg-hover hover:text-text"
            >
              <X aria-hidden className="icon-xs" />
            </button>
          </li>
        ))}
      </ul>
      {level.recipients.length < MOST_RECIPIENTS && (
        <GroupedChoice ref={picker} label={t("level.add_recipient", { number })} value="" none={t("level.add")} groups={groups} error={fault("recipients")} onChange={(value) => value && onChange(withRecipient(level, readSpelled(value)))} />
      )}
    </div>
  );
}

/** What it does. Actions that this page does not know are named and kept. */
function Actions({ level, called, fault, onChange, number }: Pick<Props, "level" | "called" | "fault" | "onChange"> & { number: number }) {
  const { t } = useTranslation("policies");
  const given = actionOf(level, "reassign");
  const hook = actionOf(level, "webhook");
  const at = (name: string) => (hook ? fault(`actions.${level.actions.indexOf(hook)}.${name}`) : null);
  const others = level.actions.filter((each) => !isKnown(each));
  const heirs = called.groups.flatMap((group) => {
    const options = group.options.flatMap(({ value, label }) => (value.startsWith("person:") ? [{ value: value.replace("person:", "user:"), label }] : value.startsWith("team:") ? [{ value, label }] : []));
    return options.length > 0 ? [{ label: group.label, options }] : [];
  });
  const heir = given ? heirOf(given) : "";
  const gone = heir && !heirs.some(({ options }) => options.some(({ value }) => value === heir));
  return (
    <div role="group" aria-label={t("level.does", { number })} className="flex flex-col gap-2">
      <p className="text-12 font-medium text-text-2">{t("level.what")}</p>
      <Tick label={t("act.notify")} checked={!!actionOf(level, "notify")} onChange={(on) => onChange(withAction(level, "notify", on ? NOTIFY : null))} />
      <Tick label={t("act.raise_priority")} checked={!!actionOf(level, "raise_priority")} onChange={(on) => onChange(withAction(level, "raise_priority", on ? { kind: "raise_priority" } : null))} />
      <Tick label={t("act.reassign")} checked={!!given} onChange={(on) => onChange(withAction(level, "reassign", on ? reassignTo("") : null))} />
      {given && (
        <div className="pl-6">
          <GroupedChoice
            label={t("level.heir", { number })}
            value={heir}
            none={t("act.first")}
            groups={gone ? [...heirs, { label: t("called.gone"), options: [{ value: heir, label: called.heirName(heir) }] }] : heirs}
            onChange={(value) => onChange(withAction(level, "reassign", reassignTo(value)))}
          />
        </div>
      )}
      <Tick label={t("act.webhook")} checked={!!hook} onChange={(on) => onChange(withAction(level, "webhook", on ? webhookTo("", "") : null))} />
      {hook && <WebhookFields action={hook} fault={at} onChange={(action) => onChange(withAction(level, "webhook", action))} />}
      {others.length > 0 && <p className="text-12 text-text-3">{t("act.others", { kinds: others.map(({ kind }) => kind).join(", ") })}</p>}
      {fault("actions") && !at("address") && !at("secret") && <p className="text-12 text-breach">{fault("actions")}</p>}
    </div>
  );
}

/** One level: when it is called, whom it calls, what it does. */
export function LevelCard({ level, place, count, called, fault, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation("policies");
  const number = place + 1;
  const own = { level, called, fault, onChange, number };
  return (
    <li aria-label={t("level.title", { number })} data-level={level.key} className="flex flex-col gap-3 rounded-l border bg-sunken p-3">
      <div className="flex items-center gap-1">
        <h3 tabIndex={-1} className="min-w-0 flex-1 font-medium outline-none">
          {t("level.title", { number })}
        </h3>
        <IconButton icon={ArrowUp} data-part="up" label={t("level.up", { number })} disabled={place === 0} onClick={() => onMove(-1)} />
        <IconButton icon={ArrowDown} data-part="down" label={t("level.down", { number })} disabled={number === count} onClick={() => onMove(1)} />
        <IconButton icon={X} label={t("level.remove", { number })} disabled={count === 1} onClick={onRemove} />
      </div>
      <div className="grid items-start gap-4 pane:grid-cols-3">
        {place === 0 ?
          <div className="flex flex-col gap-1">
            <p className="text-12 font-medium text-text-2">{t("level.when")}</p>
            <p className="text-text-2">{t("level.at_once")}</p>
          </div>
        : <DurationField label={t("level.after")} value={level.delay} onChange={(delay) => onChange({ ...level, delay })} error={fault("delay_seconds")} />}
        <Recipients {...own} />
        <Actions {...own} />
      </div>
    </li>
  );
}
