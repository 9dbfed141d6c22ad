import { Plus, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { changeAndFocus } from "@/lib/change-and-focus";
import { cx } from "@/ui/class-names";
import { INPUT } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { nextSpan, overnight, readTime, type Span } from "./draft";

interface TimeProps {
  label: string;
  value: string;
  closes: boolean;
  onChange: (value: string) => void;
}

/** A time of day as people type it; it is written out when they leave it. */
function TimeInput({ label, value, closes, onChange }: TimeProps) {
  const { t } = useTranslation("calendars");
  const input = useRef<HTMLInputElement>(null);
  const [left, setLeft] = useState(false);
  const time = readTime(value, closes);
  useEffect(() => input.current?.setCustomValidity(time === null ? t("time_wrong") : ""), [time, t]);
  return (
    <input
      ref={input}
      value={value}
      aria-label={label}
      aria-invalid={left && time === null ? true : undefined}
      inputMode="numeric"
      maxLength={8}
      autoComplete="off"
      placeholder={closes ? "17:00" : "09:00"}
      onChange={(event) => onChange(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={() => {
        setLeft(true);
        if (time !== null && time !== value) onChange(time);
      }}
      className={cx(INPUT, "num h-8 w-16 px-2")}
    />
  );
}

interface Props {
  /** What the windows are of: a day, or an exception. */
  of: string;
  windows: Span[];
  onChange: (windows: Span[]) => void;
  /** What stands there when there are none. */
  none: string;
  error?: string | null;
}

/** The hours of a day, as many as there are. */
export function Windows({ of, windows, onChange, none, error }: Props) {
  const { t } = useTranslation("calendars");
  const box = useRef<HTMLDivElement>(null);
  const put = (index: number, changed: Partial<Span>) => onChange(windows.map((span, at) => (at === index ? { ...span, ...changed } : span)));
  const become = (next: Span[], pick: (inputs: HTMLInputElement[]) => HTMLElement | undefined) =>
    changeAndFocus(() => onChange(next), () => pick([...(box.current?.querySelectorAll("input") ?? [])]) ?? box.current?.querySelector("button"));
  const add = () => become([...windows, nextSpan(windows)], (inputs) => inputs.at(-2));
  const remove = (index: number) => become(windows.filter((_, at) => at !== index), (inputs) => inputs[Math.max(0, index - 1) * 2]);
  return (
    <div ref={box} className="flex min-w-0 flex-1 flex-col gap-1">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {windows.length === 0 && <span className="py-1.5 text-12 text-text-3">{none}</span>}
        {windows.map((span, index) => {
          const words = { of, number: index + 1 };
          return (
            <div key={index} role="group" aria-label={t("window", words)} className="flex items-center gap-1">
              <TimeInput label={t("opens", words)} value={span.opens} closes={false} onChange={(opens) => put(index, { opens })} />
              <span aria-hidden className="text-text-3">
                –
              </span>
              <TimeInput label={t("closes", words)} value={span.closes} closes onChange={(closes) => put(index, { closes })} />
              {overnight(span) && <span className="text-12 text-text-2">{t("next_day")}</span>}
              <IconButton icon={X} label={t("window_remove", words)} onClick={() => remove(index)} />
            </div>
          );
        })}
        <IconButton icon={Plus} label={t("window_add", { of })} onClick={add} />
      </div>
      {error && <p className="text-12 text-breach">{error}</p>}
    </div>
  );
}
