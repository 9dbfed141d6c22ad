import { ArrowLeft } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hasCode } from "@/api/problem";
import { Button } from "@/ui/button";
import { useReason } from "@/features/tickets/reasons";
import { Alert } from "./editor";
import { Guard } from "./guard";

interface Props {
  title: string;
  /** Where its button leads back to. */
  back: string;
  isNew: boolean;
  dirty: boolean;
  busy: boolean;
  error: Error | null;
  /** Whether the form shows what is wrong at its fields. */
  placed: boolean;
  /** With the version that it was written over, when that is not the one it began with. */
  onSave: (version?: number) => void;
  /** Takes what somebody else has saved meanwhile. */
  onTheirs: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form that is a page: one thing of the settings with more to it than a window holds. What is not saved is not lost unasked. */
export function Sheet({ title, back, isNew, dirty, busy, error, placed, onSave, onTheirs, onClose, children }: Props) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  const [asks, setAsks] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that opened it is gone: the keyboard goes on here.
  useEffect(() => heading.current?.focus(), []);
  const stale = hasCode(error, "stale_version") ? error : null;
  const close = () => (dirty ? setAsks(true) : onClose());
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSave();
  };
  return (
    <form onSubmit={onSubmit} aria-label={title} className="mx-auto flex w-full max-w-wide-page flex-col px-4 pt-5 pane:px-8 pane:pt-8">
      <Guard dirty={dirty} />
      <div className="mb-5 flex flex-col items-start gap-2">
        <Button look="plain" onClick={close}>
          <ArrowLeft aria-hidden className="icon" /> {back}
        </Button>
        <h1 ref={heading} tabIndex={-1} className="text-20 font-semibold tracking-tight outline-none">
          {title}
        </h1>
      </div>
      {children}
      <div className="sticky bottom-0 z-20 mt-6 flex flex-col gap-2 border-t bg-surface py-3">
        {stale && (
          <Alert
            actions={
              <>
                <Button size="s" className="bg-surface" onClick={onTheirs}>
                  {t("stale.theirs")}
                </Button>
                <Button size="s" className="bg-surface" onClick={() => onSave(Number(stale.data.current_version))}>
                  {t("stale.mine")}
                </Button>
              </>
            }
          >
            {t("stale.text")}
          </Alert>
        )}
        {error && !stale && (
          <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
            {placed ? t("sheet.wrong") : reason(error)}
          </p>
        )}
        {asks && (
          <Alert
            actions={
              <>
                <Button size="s" className="bg-surface" onClick={onClose}>
                  {t("unsaved.drop")}
                </Button>
                <Button size="s" className="bg-surface" autoFocus onClick={() => setAsks(false)}>
                  {t("unsaved.stay")}
                </Button>
              </>
            }
          >
            {t("unsaved.text")}
          </Alert>
        )}
        <div className="flex gap-2">
          <Button look="primary" size="l" type="submit" disabled={busy || (!dirty && !isNew)}>
            {t(isNew ? "create" : "save")}
          </Button>
          <Button size="l" onClick={close}>
            {common("common.cancel")}
          </Button>
        </div>
      </div>
    </form>
  );
}

/** A part of such a page, under its own heading. */
export function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-3 border-t py-5 first:border-t-0 first:pt-0">
      <div>
        <h2 className="text-14 font-semibold">{title}</h2>
        {text && <p className="text-12 text-text-3">{text}</p>}
      </div>
      {children}
    </section>
  );
}
