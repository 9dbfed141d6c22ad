import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { toast } from "@/ui/toasts";
import { useReason } from "@/features/tickets/reasons";
import { Choice } from "./controls";
import { useRemoveNoun, type Kind } from "./nouns";

interface Props {
  kind: Kind;
  noun: { id: string; version: number };
  title: string;
  text: string;
  /** What can stand for it from then on; the first one is proposed. */
  replacements?: { value: string; label: string }[];
  onClose: () => void;
}

/** Asks before something is deleted or put out of use, and what stands for it on the tickets that have it. */
export function RemoveDialog({ kind, noun, title, text, replacements, onClose }: Props) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  const remove = useRemoveNoun(kind);
  const [replacement, setReplacement] = useState(replacements?.[0]?.value ?? "");
  const wrong = remove.error instanceof ApiProblem ? remove.error.fields[0]?.message : null;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    remove.mutate(
      { ...noun, replacement: replacement || null },
      {
        onSuccess() {
          toast({ tone: "info", title: t("removed") });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog title={title} onClose={onClose} size="s">
      <form onSubmit={onSubmit} className="flex flex-col gap-3.5 p-4">
        <p className="text-text-2">{text}</p>
        {replacements && <Choice label={t("replacement")} value={replacement} onChange={setReplacement} options={replacements} autoFocus />}
        {remove.error && (
          <p role="alert" className="rounded-m bg-breach-soft px-2.5 py-2 text-12 font-medium text-breach">
            {wrong ?? reason(remove.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{common("common.cancel")}</Button>
          <Button look="primary" type="submit" disabled={remove.isPending}>
            {t(kind === "fields" || kind === "teams" ? "deactivate" : "delete")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
