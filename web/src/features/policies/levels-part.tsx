import { Plus } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { announce } from "@/ui/toasts";
import { Part } from "@/features/settings/sheet";
import { LevelCard } from "./level-card";
import { MOST_LEVELS, moved, without, withOneMore, type LevelDraft } from "./levels";
import { useCalled } from "./use-called";

interface Props {
  levels: LevelDraft[];
  onChange: (levels: LevelDraft[]) => void;
  /** What is wrong at a field of the policy, or below it. */
  fault: (name: string) => string | null;
  /** What is wrong with the levels together. */
  whole: string | null;
}

/** Who is called one after the other when a promise was not kept. */
export function LevelsPart({ levels, onChange, fault, whole }: Props) {
  const { t } = useTranslation("policies");
  const called = useCalled();
  const list = useRef<HTMLOListElement>(null);
  const wanted = useRef<{ key: number; part: string } | null>(null);
  // What was moved or added has the keyboard, wherever it stands now.
  useEffect(() => {
    const { key, part } = wanted.current ?? {};
    wanted.current = null;
    const card = key === undefined ? null : list.current?.querySelector(`[data-level="${key}"]`);
    (card?.querySelector<HTMLElement>(`[data-part="${part}"]:enabled`) ?? card?.querySelector("h3"))?.focus();
  });
  const move = (place: number, step: -1 | 1) => {
    const key = levels[place]?.key ?? -1;
    wanted.current = { key, part: step < 0 ? "up" : "down" };
    onChange(moved(levels, place, step));
    announce(t("level.moved", { from: place + 1, to: place + step + 1 }));
  };
  const remove = (place: number) => {
    const left = without(levels, levels[place]?.key ?? -1);
    wanted.current = { key: left[Math.min(place, left.length - 1)]?.key ?? -1, part: "title" };
    onChange(left);
  };
  const add = () => {
    const more = withOneMore(levels);
    wanted.current = { key: more.at(-1)?.key ?? -1, part: "title" };
    onChange(more);
  };
  return (
    <Part title={t("escalation")} text={t("escalation_text")}>
      <ol ref={list} className="flex flex-col gap-2.5">
        {levels.map((level, place) => (
          <LevelCard
            key={level.key}
            level={level}
            place={place}
            count={levels.length}
            called={called}
            fault={(name) => fault(`levels.${place}.${name}`)}
            onChange={(changed) => onChange(levels.map((each) => (each.key === level.key ? changed : each)))}
            onMove={(step) => move(place, step)}
            onRemove={() => remove(place)}
          />
        ))}
      </ol>
      {whole && <p className="text-12 text-breach">{whole}</p>}
      {levels.length < MOST_LEVELS && (
        <Button className="self-start" onClick={add}>
          <Plus aria-hidden className="icon" /> {t("level.new")}
        </Button>
      )}
    </Part>
  );
}
