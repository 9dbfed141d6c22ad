import { MailPlus, Plus, RefreshCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { InboundSource } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import { exactTime } from "@/lib/time";
import { useNow } from "@/lib/use-now";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { Badge, Line, Page, Tick } from "@/features/settings/controls";
import { useDeleteSource, useNewSource, useRotateSource, useSources, type Told } from "./calls";
import { Listed } from "./listed";
import { FormWindow, RotateWindow, SecretWindow } from "./windows";

function NewSource({ onTold, onClose }: { onTold: (told: Told) => void; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const create = useNewSource();
  const [name, setName] = useState("");
  const [trusted, setTrusted] = useState(false);
  return (
    <FormWindow
      title={t("inbound.new")}
      submit={t("create")}
      busy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate({ name, trusted }, { onSuccess: onTold })}
      onClose={onClose}
    >
      <Field label={t("inbound.name")} value={name} onChange={(event) => setName(event.target.value)} required maxLength={120} autoFocus />
      <div>
        <Tick label={t("inbound.trusted")} checked={trusted} onChange={setTrusted} />
        <p className="mt-1 text-12 text-text-3">{t("inbound.trusted_hint")}</p>
      </div>
    </FormWindow>
  );
}

function Deletion({ item, onClose }: { item: InboundSource; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const remove = useDeleteSource();
  return (
    <FormWindow
      title={t("remove", { name: item.name })}
      submit={t("delete")}
      busy={remove.isPending}
      error={remove.error}
      onSubmit={() => remove.mutate(item.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="text-text-2">{t("inbound.delete_text")}</p>
    </FormWindow>
  );
}

type Open = { kind: "new" } | { kind: "told"; told: Told } | { kind: "rotate" | "remove"; item: InboundSource };

/** Other providers whose mail becomes tickets. */
export default function InboundPage() {
  const { t, i18n } = useTranslation("settings");
  const query = useSources();
  const rotate = useRotateSource();
  const now = useNow();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const tell = (told: Told) => setOpen({ kind: "told", told });
  const when = (moment: string) => exactTime(moment, formatLocale(i18n.language));
  return (
    <Page
      title={t("page.inbound")}
      text={t("inbound.text")}
      action={
        <Button look="primary" onClick={() => setOpen({ kind: "new" })}>
          <Plus aria-hidden className="icon" /> {t("inbound.new")}
        </Button>
      }
    >
      <Listed query={query} icon={MailPlus} label={t("page.inbound")} none={t("inbound.none")} noneText={t("inbound.none_text")}>
        {(item) => (
          <Line
            actions={
              <>
                <IconButton icon={RefreshCw} label={t("secret.rotate", { name: item.name })} onClick={() => setOpen({ kind: "rotate", item })} />
                <IconButton icon={Trash2} label={t("remove", { name: item.name })} onClick={() => setOpen({ kind: "remove", item })} />
              </>
            }
          >
            <span className="font-medium">{item.name}</span>
            {item.trusted && <Badge>{t("inbound.is_trusted")}</Badge>}
            {item.previous_until && Date.parse(item.previous_until) > now && (
              <span className="text-12 text-text-3">{t("secret.before_until", { at: when(item.previous_until) })}</span>
            )}
            <code className="w-full text-12 break-all text-text-3">{`${location.origin}/api${item.path}`}</code>
          </Line>
        )}
      </Listed>
      {open?.kind === "new" && <NewSource onTold={tell} onClose={close} />}
      {open?.kind === "rotate" && <RotateWindow id={open.item.id} name={open.item.name} rotate={rotate} onTold={tell} onClose={close} />}
      {open?.kind === "remove" && <Deletion item={open.item} onClose={close} />}
      {open?.kind === "told" && <SecretWindow told={open.told} onClose={close} />}
    </Page>
  );
}
