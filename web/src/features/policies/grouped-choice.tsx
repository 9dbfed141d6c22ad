import { useId, type Ref } from "react";
import { cx } from "@/ui/class-names";
import { INPUT } from "@/ui/field";
import type { CalledGroup } from "./use-called";

interface Props {
  label: string;
  value: string;
  /** What stands for no choice. */
  none: string;
  groups: CalledGroup[];
  onChange: (value: string) => void;
  error?: string | null;
  ref?: Ref<HTMLSelectElement>;
}

/** One of many that belong together in groups. */
export function GroupedChoice({ label, value, none, groups, onChange, error, ref }: Props) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <select ref={ref} aria-label={label} value={value} aria-invalid={error ? true : undefined} aria-describedby={error ? id : undefined} onChange={({ target }) => onChange(target.value)} className={cx(INPUT, "h-8 px-2")}>
        <option value="">{none}</option>
        {groups.map((group) => (
          <optgroup key={group.label} label={group.label}>
            {group.options.map((each) => (
              <option key={each.value} value={each.value}>
                {each.label}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      {error && (
        <p id={id} className="text-12 text-breach">
          {error}
        </p>
      )}
    </div>
  );
}
