import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/ui/field";
import { readDuration, writeDuration } from "./durations";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  hint?: string;
  required?: boolean;
}

/** A length of time; it is written out when it is left. */
export function DurationField({ label, value, onChange, error, hint, required = true }: Props) {
  const { t } = useTranslation("policies");
  const input = useRef<HTMLInputElement>(null);
  const [left, setLeft] = useState(false);
  const seconds = readDuration(value);
  const wrong = seconds === null && (required || value.trim() !== "");
  useEffect(() => input.current?.setCustomValidity(wrong ? t("duration_wrong") : ""), [wrong, t]);
  return (
    <Field
      ref={input}
      label={label}
      value={value}
      hint={hint}
      maxLength={40}
      autoComplete="off"
      error={error ?? (left && wrong ? t("duration_wrong") : null)}
      onChange={(event) => onChange(event.target.value)}
      onBlur={() => {
        setLeft(true);
        if (seconds !== null) onChange(writeDuration(seconds));
      }}
      className="num"
    />
  );
}
