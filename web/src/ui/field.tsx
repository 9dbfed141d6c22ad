import { useId, type InputHTMLAttributes, type ReactNode, type Ref, type TextareaHTMLAttributes } from "react";
import { cx } from "./class-names";

export const INPUT =
  "w-full rounded-m border border-control bg-surface px-2.5 text-13 text-text focus-visible:border-accent aria-invalid:border-breach";

interface Common {
  label: string;
  error?: string | null;
  hint?: ReactNode;
}

type FieldProps = Common & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> };

function Frame({ id, label, error, hint, children }: Common & { id: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-12 font-medium text-text-2">
        {label}
      </label>
      {children}
      {(error || hint) && (
        <p id={`${id}-more`} className={cx("text-12", error ? "text-breach" : "text-text-3")}>
          {error || hint}
        </p>
      )}
    </div>
  );
}

export function Field({ label, error, hint, className, ...input }: FieldProps) {
  const id = useId();
  const more = error || hint ? `${id}-more` : undefined;
  return (
    <Frame id={id} label={label} error={error} hint={hint}>
      <input {...input} id={id} aria-invalid={error ? true : undefined} aria-describedby={more} className={cx(INPUT, "h-9", className)} />
    </Frame>
  );
}

type AreaProps = Common & TextareaHTMLAttributes<HTMLTextAreaElement>;

export function TextArea({ label, error, hint, className, ...area }: AreaProps) {
  const id = useId();
  const more = error || hint ? `${id}-more` : undefined;
  return (
    <Frame id={id} label={label} error={error} hint={hint}>
      <textarea {...area} id={id} aria-invalid={error ? true : undefined} aria-describedby={more} className={cx(INPUT, "py-2", className)} />
    </Frame>
  );
}
