import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatLocale } from "@/lib/i18n";
import { fieldOf, momentOf, wallIn, wallOf } from "@/lib/zoned";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { laterFault, laterWords } from "./later";

interface Props {
  zone: string;
  /** What stands there first; null = in an hour. */
  at: string | null;
  submit: string;
  onChoose: (at: string) => void;
  onClose: () => void;
}

/** A day and a time in the tenant's zone. */
export default function LaterDialog({ zone, at, submit, onChoose, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [opened] = useState(() => Date.now());
  const [field, setField] = useState(() => fieldOf(wallOf(at ? Date.parse(at) : opened + 3_600_000, zone)));
  const [fault, setFault] = useState<"past" | "too_far" | null>(null);
  const wall = wallIn(field);
  const moment = wall && momentOf(wall, zone);
  return (
    <Dialog title={t("later.title")} onClose={onClose}>
      <form
        className="flex flex-col gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (moment === null) return;
          const wrong = laterFault(moment);
          setFault(wrong);
          if (!wrong) onChoose(new Date(moment).toISOString());
        }}
      >
        <Field
          label={t("later.when")}
          type="datetime-local"
          value={field}
          min={fieldOf(wallOf(opened, zone))}
          required
          autoFocus
          error={fault && t(`later.${fault}`)}
          hint={t("later.zone", { zone })}
          onChange={(event) => setField(event.target.value)}
        />
        <div className="flex items-center justify-end gap-2">
          <span role="status" className="num mr-auto text-12 text-text-2">
            {moment !== null && laterWords(new Date(moment).toISOString(), zone, formatLocale(i18n.language))}
          </span>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="primary" type="submit">
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
