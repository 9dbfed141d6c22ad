import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, hasCode } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { toast } from "@/ui/toasts";
import { keys } from "@/features/tickets/keys";
import { useReason } from "@/features/tickets/reasons";
import { useSaveNoun, type Bodies, type Kind, type Nouns } from "./nouns";

export interface Form<V> {
  values: V;
  set: <N extends keyof V>(name: N, value: V[N]) => void;
  /** What the server has against a field. */
  fault: (name: keyof V & string) => string | null;
}

interface Props<K extends Kind, V> {
  kind: K;
  title: string;
  /** The one that is changed; `null` for a new one. */
  noun: Nouns[K] | null;
  /** What the form starts with, and has again when somebody else's change is taken. */
  start: (noun: Nouns[K] | null) => V;
  bodyOf: (values: V) => Bodies[K];
  onClose: () => void;
  children: (form: Form<V>) => ReactNode;
}

/** Asks before a window with unsaved changes is left by the browser. */
export function useUnsaved(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", stay);
    return () => removeEventListener("beforeunload", stay);
  }, [dirty]);
}

/** What has to be said above the buttons of a form, with what can be done about it. */
export function Alert({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2 rounded-m bg-risk-soft px-2.5 py-2 text-12 font-medium text-risk">
      <span className="min-w-40 flex-1">{children}</span>
      {actions}
    </div>
  );
}

/**
 * A window that makes or changes one thing of the settings. Faults stand at their fields; another one's change in between
 * is said, and either theirs is taken or this one is saved over it; unsaved changes are not lost by a stray key.
 */
export function Editor<K extends Kind, V extends object>({ kind, title, noun, start, bodyOf, onClose, children }: Props<K, V>) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const reason = useReason();
  const save = useSaveNoun(kind);
  const [base, setBase] = useState(noun);
  const [values, setValues] = useState(() => start(noun));
  const [asks, setAsks] = useState(false);
  const dirty = JSON.stringify(values) !== JSON.stringify(start(base));
  useUnsaved(dirty);

  const stale = hasCode(save.error, "stale_version") ? save.error : null;
  const faults = save.error instanceof ApiProblem ? save.error.fields : [];
  const known = faults.filter(({ field }) => field.startsWith("body.") && (field.slice(5).split(".")[0] ?? "") in values);
  const fault = (name: string) => known.find(({ field }) => field === `body.${name}` || field.startsWith(`body.${name}.`))?.message ?? null;
  const send = (version: number) =>
    save.mutate(
      { id: base?.id ?? null, version, body: bodyOf(values) },
      {
        onSuccess() {
          toast({ tone: "info", title: t("saved") });
          onClose();
        },
      },
    );
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    send(base?.version ?? 0);
  };
  const takeTheirs = async () => {
    await client.refetchQueries({ queryKey: keys.rules });
    const all = (client.getQueryData<Record<Kind, { id: string }[]>>(keys.rules)?.[kind] ?? []) as Nouns[K][];
    const fresh = all.find(({ id }) => id === base?.id) ?? null;
    save.reset();
    if (!fresh) return onClose();
    setBase(fresh);
    setValues(start(fresh));
  };
  const close = () => (dirty && !save.isSuccess ? setAsks(true) : onClose());
  return (
    <Dialog title={title} onClose={close} fixed>
      <form onSubmit={onSubmit} className="flex flex-col gap-3.5 p-4">
        {children({ values, set: (name, value) => setValues((old) => ({ ...old, [name]: value })), fault })}
        {stale && (
          <Alert
            actions={
              <>
                <Button size="s" className="bg-surface" onClick={() => void takeTheirs()}>
                  {t("stale.theirs")}
                </Button>
                <Button size="s" className="bg-surface" onClick={() => send(Number(stale.data.current_version))}>
                  {t("stale.mine")}
                </Button>
              </>
            }
          >
            {t("stale.text")}
          </Alert>
        )}
        {save.error && !stale && known.length === 0 && (
          <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
            {reason(save.error)}
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
        <div className="flex justify-end gap-2">
          <Button onClick={close}>{common("common.cancel")}</Button>
          <Button look="primary" type="submit" disabled={save.isPending || (!dirty && base !== null)}>
            {t(base ? "save" : "create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
