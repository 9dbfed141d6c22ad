import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/class-names";
import { Keys } from "@/ui/keys";
import type { Choice, Section } from "./choices";

interface Props {
  id: string;
  sections: Section[];
  active: Choice | undefined;
  onPoint: (choice: Choice) => void;
  onChoose: (choice: Choice) => void;
}

export const optionId = (choice: Choice) => `palette-${choice.id}`;

/** What was found. The focus stays in the field above; the active option is the field's `aria-activedescendant`. */
export function ResultList({ id, sections, active, onPoint, onChoose }: Props) {
  const { t } = useTranslation("work");
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active?.id]);
  return (
    <div
      ref={box}
      id={id}
      role="listbox"
      aria-label={t("palette.results")}
      tabIndex={-1}
      // A press must not take the focus out of the field.
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      className="max-h-96 overflow-y-auto overscroll-contain p-1.5 outline-none empty:hidden"
    >
      {sections.map(({ name, choices }) => (
        <div key={name} role="group" aria-label={t(`palette.${name}`)} className="not-first:mt-1.5">
          <p aria-hidden className="px-2 pt-1 pb-1 text-11 font-medium text-text-3">
            {t(`palette.${name}`)}
          </p>
          {choices.map((choice) => (
            <div
              key={choice.id}
              id={optionId(choice)}
              role="option"
              aria-selected={choice === active}
              onPointerMove={() => choice !== active && onPoint(choice)}
              onClick={() => onChoose(choice)}
              className={cx("flex h-8 cursor-pointer items-center gap-2.5 rounded-m px-2", choice === active && "bg-raised-hover")}
            >
              <span className="grid size-4 shrink-0 place-items-center text-text-3">{choice.icon}</span>
              <span className="min-w-0 flex-1 truncate">{choice.label}</span>
              {choice.hint && <span className="flex shrink-0 items-center gap-2 text-12 text-text-2">{choice.hint}</span>}
              {choice.keys && <Keys keys={choice.keys} className="text-text-2" />}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
