import { ArrowUpToLine, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { Badge } from "@/features/settings/controls";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";

interface Props {
  all: string[];
  onChange: (all: string[]) => void;
  /** What the server says of all of them. */
  error: string | null;
  /** Addresses that it refuses, each with the code that says why. */
  refused: Record<string, string>;
}

/** Addresses in their order: the first one sends. */
export function Mailboxes({ all, onChange, error, refused }: Props) {
  const { t } = useTranslation("workspace");
  const { slug } = useSession().tenant;
  const wrong = all.some((address) => address in refused);
  const why = (address: string) =>
    t(`mailbox_wrong.${refused[address] as "taken"}`, { address, domain: address.split("@")[1], slug, defaultValue: t("mailbox_wrong.other") });
  const [typed, setTyped] = useState("");
  const add = () => {
    const address = typed.trim().toLowerCase();
    if (!address) return;
    onChange(all.includes(address) ? all : [...all, address]);
    setTyped("");
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="text-12 font-medium text-text-2">{t("mailboxes")}</legend>
      <p className="text-12 text-text-3">{t("mailboxes_hint")}</p>
      <ul aria-label={t("mailboxes")} className="divide-y divide-line border-y">
        {all.map((address, place) => (
          <li key={address} className="flex min-h-9 flex-wrap items-center gap-x-2">
            <span className="min-w-0 flex-1 break-all">{address}</span>
            {place === 0 && <Badge>{t("sends")}</Badge>}
            {place > 0 && (
              <IconButton icon={ArrowUpToLine} label={t("mailbox_first", { address })} onClick={() => onChange([address, ...all.filter((each) => each !== address)])} />
            )}
            {all.length > 1 && <IconButton icon={X} label={t("mailbox_remove", { address })} onClick={() => onChange(all.filter((each) => each !== address))} />}
            {address in refused && <p className="basis-full pb-2 text-12 font-medium break-words text-breach">{why(address)}</p>}
          </li>
        ))}
      </ul>
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <Field
            type="email"
            label={t("mailbox_new")}
            value={typed}
            error={wrong ? t("mailboxes_refused") : error}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              add();
            }}
          />
        </div>
        <Button size="l" onClick={add}>
          {t("mailbox_add")}
        </Button>
      </div>
    </fieldset>
  );
}
