import { useId, type ReactNode } from "react";
import { cx } from "@/ui/class-names";
import { INPUT } from "@/ui/field";

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: { value: string; label: string }[];
  error?: string | null;
  hint?: string;
  disabled?: boolean;
  autoFocus?: boolean;
}

/** One of a few, in a form. */
export function Choice({ label, value, onChange, options, error, hint, ...rest }: ChoiceProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-12 font-medium text-text-2">
        {label}
      </label>
      <select
        {...rest}
        id={id}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-more` : undefined}
        onChange={(event) => onChange(event.target.value)}
        className={cx(INPUT, "h-9 disabled:opacity-55")}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {(error || hint) && (
        <p id={`${id}-more`} className={cx("text-12", error ? "text-breach" : "text-text-3")}>
          {error || hint}
        </p>
      )}
    </div>
  );
}

export function Tick({ label, checked, onChange }: { label: ReactNode; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className="flex items-center gap-2">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} className="size-4 shrink-0 accent-accent" />
      {label}
    </label>
  );
}

/** A page of the settings: what it is about, what can be added, and its content. */
export function Page({ title, text, action, children }: { title: string; text: string; action?: ReactNode; children: ReactNode }) {
  return (
    <div className="mx-auto w-full max-w-page px-4 py-5 pane:px-8 pane:py-8">
      <div className="mb-5 flex flex-wrap items-start gap-3">
        <div className="min-w-48 flex-1">
          <h1 className="text-20 font-semibold tracking-tight">{title}</h1>
          <p className="mt-1 max-w-measure text-text-2">{text}</p>
        </div>
        {action}
      </div>
      {children}
    </div>
  );
}

/** One thing in a list of the settings, with what can be done to it at its end. */
export function Line({ children, actions }: { children: ReactNode; actions: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center gap-2 rounded-m pr-1 pl-1.5 hover:bg-hover">
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 py-1">{children}</div>
      <div className="flex shrink-0 items-center">{actions}</div>
    </div>
  );
}

export function Badge({ children }: { children: ReactNode }) {
  return <span className="inline-flex h-4.5 items-center rounded-s bg-sunken px-1.5 text-11 font-medium whitespace-nowrap text-text-2">{children}</span>;
}
