import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { FieldOption } from "@/api/types";
import { changeAndFocus } from "@/lib/change-and-focus";
import { Button } from "@/ui/button";
import { INPUT } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";

/** An option as it is edited: a new one has no value yet. */
export type EditedOption = FieldOption & { isNew?: boolean };

interface Props {
  options: EditedOption[];
  onChange: (options: EditedOption[]) => void;
  error: string | null;
}

/** The choices of a field. Labels change freely; the value of one that tickets may have stays. */
export function OptionsEditor({ options, onChange, error }: Props) {
  const { t } = useTranslation("settings");
  const box = useRef<HTMLFieldSetElement>(null);
  const put = (index: number, label: string) => onChange(options.map((option, at) => (at === index ? { ...option, label } : option)));
  const swap = (index: number, step: 1 | -1) => {
    const next = [...options];
    const [moved] = next.splice(index, 1);
    if (moved) next.splice(index + step, 0, moved);
    onChange(next);
  };
  const add = () => {
    const added = [...options, { value: "", label: "", isNew: true }];
    changeAndFocus(() => onChange(added), () => [...(box.current?.querySelectorAll("input") ?? [])].at(-1));
  };
  return (
    <fieldset ref={box} className="flex flex-col gap-1.5">
      <legend className="mb-1 text-12 font-medium text-text-2">{t("field.options")}</legend>
      {options.map((option, index) => (
        <div key={index} className="flex items-center gap-1">
          <input
            value={option.label}
            aria-label={t("field.option", { number: index + 1 })}
            aria-invalid={error ? true : undefined}
            required
            maxLength={80}
            onChange={(event) => put(index, event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              add();
            }}
            className={`${INPUT} h-8`}
          />
          <IconButton icon={ArrowUp} label={t("field.option_up", { label: option.label })} disabled={index === 0} onClick={() => swap(index, -1)} />
          <IconButton icon={ArrowDown} label={t("field.option_down", { label: option.label })} disabled={index === options.length - 1} onClick={() => swap(index, 1)} />
          <IconButton icon={X} label={t("field.option_remove", { label: option.label })} onClick={() => onChange(options.filter((_, at) => at !== index))} />
        </div>
      ))}
      <Button className="self-start" onClick={add}>
        <Plus aria-hidden className="icon-s" /> {t("field.option_add")}
      </Button>
      {error && <p className="text-12 text-breach">{error}</p>}
    </fieldset>
  );
}
