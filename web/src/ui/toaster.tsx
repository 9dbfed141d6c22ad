import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "@/lib/store";
import { useTicking } from "@/lib/use-ticking";
import { Button } from "./button";
import { IconButton } from "./icon-button";
import { Keys } from "./keys";
import { dismiss, spoken, toasts, type Toast } from "./toasts";

/** Seconds to a moment, as they go by. */
function Countdown({ until }: { until: string }) {
  const { t } = useTranslation();
  const left = useTicking((now) => Math.max(0, Math.ceil((Date.parse(until) - now) / 1_000)));
  return (
    <p aria-hidden className="num text-12 text-text-2">
      {t("common.in_seconds", { count: left })}
    </p>
  );
}

function Card({ toast }: { toast: Toast }) {
  const { t } = useTranslation();
  const error = toast.tone === "error";
  const Icon = error ? CircleAlert : CircleCheck;
  return (
    <li className="pointer-events-auto flex w-full items-start gap-2 rounded-l bg-raised py-2 pr-2 pl-3 shadow-float animate-appear">
      <Icon aria-hidden className={`icon mt-1 ${error ? "text-breach" : "text-met"}`} />
      <div className="min-w-0 flex-1 py-0.5">
        <p className="font-medium break-words">{toast.title}</p>
        {toast.detail && <p className="text-12 break-words text-text-2">{toast.detail}</p>}
        {toast.until && <Countdown until={toast.until} />}
        {toast.action && (
          <Button
            look="plain"
            className="mt-1"
            onClick={() => {
              toast.action?.run();
              dismiss(toast.id);
            }}
          >
            {toast.action.label}
            {toast.action.keys && <Keys keys={toast.action.keys} />}
          </Button>
        )}
      </div>
      <IconButton icon={X} label={t("common.dismiss")} onClick={() => dismiss(toast.id)} />
    </li>
  );
}

/** The page's only live regions. They exist before anything is said, or screen readers miss the first words. */
export function Toaster() {
  const { t } = useTranslation();
  const all = useStore(toasts);
  const { id, text } = useStore(spoken);
  const say = (tone: Toast["tone"]) =>
    all.filter((toast) => toast.tone === tone).map((toast) => <p key={toast.id}>{[toast.title, toast.detail].join(" ")}</p>);
  return (
    <section aria-label={t("common.notifications")}>
      <div className="sr-only" role="status">
        <p key={id}>{text}</p>
        {say("info")}
      </div>
      <div className="sr-only" role="alert">
        {say("error")}
      </div>
      <ul className="pointer-events-none fixed inset-x-3 top-3 z-50 flex flex-col gap-2 pane:top-auto pane:right-auto pane:bottom-3 pane:left-rail pane:ml-3 pane:w-list">
        {all.map((toast) => (
          <Card key={toast.id} toast={toast} />
        ))}
      </ul>
    </section>
  );
}
