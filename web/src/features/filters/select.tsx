import type { SelectHTMLAttributes } from "react";
import { cx } from "@/ui/class-names";
import { INPUT } from "@/ui/field";

interface Props extends Omit<SelectHTMLAttributes<HTMLSelectElement>, "onChange"> {
  label: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** One of some in a line of others: what it is stands before it, or is said only. */
export function Select({ label, options, onChange, className, ...rest }: Props) {
  return (
    <select {...rest} aria-label={label} onChange={(event) => onChange(event.target.value)} className={cx(INPUT, "h-8 px-2", className)}>
      {options.map((each) => (
        <option key={each.value} value={each.value}>
          {each.label}
        </option>
      ))}
    </select>
  );
}
