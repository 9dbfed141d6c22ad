import { Ban, KeyRound, Plus, RefreshCw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiKey, NewApiKey } from "@/api/types";
import { dayOf } from "@/lib/time";
import { formatLocale } from "@/lib/i18n";
import { useNow } from "@/lib/use-now";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { Badge, Choice, Line, Page, Tick } from "@/features/settings/controls";
import { usePeople } from "@/features/tickets/use-people";
import { useApiKeys, useNewKey, useRevokeKey, useRotateKey, type Told } from "./calls";
import { Listed } from "./listed";
import { useScopeWords } from "./scope-words";
import { FormWindow, RotateWindow, SecretWindow } from "./windows";

type Scope = NewApiKey["scopes"][number];

const LIFETIMES = [30, 90, 365, 730];

function NewKey({ scopes, onTold, onClose }: { scopes: Scope[]; onTold: (told: Told) => void; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const create = useNewKey();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<Scope[]>([]);
  const [days, setDays] = useState("365");
  const words = useScopeWords();
  const toggle = (scope: Scope, on: boolean) => setChosen((old) => (on ? [...old, scope] : old.filter((each) => each !== scope)));
  return (
    <FormWindow
      title={t("key.new")}
      submit={t("create")}
      busy={create.isPending || chosen.length === 0}
      error={create.error}
      onSubmit={() => create.mutate({ name, scopes: chosen, lifetime_days: Number(days) }, { onSuccess: onTold })}
      onClose={onClose}
    >
      <Field label={t("key.name")} value={name} onChange={(event) => setName(event.target.value)} required maxLength={120} autoFocus hint={t("key.name_hint")} />
      <fieldset>
        <legend className="mb-1.5 text-12 font-medium text-text-2">{t("key.scopes")}</legend>
        <div className="grid gap-1.5 pane:grid-cols-2">
          {scopes.map((scope) => (
            <Tick key={scope} label={words(scope)} checked={chosen.includes(scope)} onChange={(on) => toggle(scope, on)} />
          ))}
        </div>
        <p className="mt-1 text-12 text-text-3">{t("key.scopes_hint")}</p>
      </fieldset>
      <Choice label={t("key.lifetime")} value={days} onChange={setDays} options={LIFETIMES.map((each) => ({ value: String(each), label: t("key.days", { count: each }) }))} />
    </FormWindow>
  );
}

function Revoke({ item, onClose }: { item: ApiKey; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const revoke = useRevokeKey();
  return (
    <FormWindow
      title={t("key.revoke", { name: item.name })}
      submit={t("key.revoke_now")}
      busy={revoke.isPending}
      error={revoke.error}
      onSubmit={() => revoke.mutate(item.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="text-text-2">{t("key.revoke_text")}</p>
    </FormWindow>
  );
}

/** What a key may, whose it is, and how long it goes on. */
function Facts({ item, over }: { item: ApiKey; over: boolean }) {
  const { t, i18n } = useTranslation("settings");
  const people = usePeople();
  const words = useScopeWords();
  const when = (moment: string) => dayOf(moment, formatLocale(i18n.language));
  const facts = [
    t("key.made_by", { name: people.callOf(item.created_by), at: when(item.created_at) }),
    item.used_at ? t("key.used", { at: when(item.used_at) }) : t("key.unused"),
    item.revoked_at ? t("key.revoked_at", { at: when(item.revoked_at) }) : t(over ? "key.ended" : "key.ends", { at: when(item.expires_at) }),
    ...(item.previous_until && !over ? [t("secret.before_until", { at: when(item.previous_until) })] : []),
  ];
  return (
    <>
      <span className={over ? "text-text-3" : "font-medium"}>{item.name}</span>
      {over && <Badge>{t(item.revoked_at ? "key.is_revoked" : "key.is_over")}</Badge>}
      <span className="flex flex-wrap gap-1">
        {item.scopes.map((scope) => (
          <Badge key={scope}>{words(scope)}</Badge>
        ))}
      </span>
      <span className="w-full text-12 text-text-3">{facts.join(" · ")}</span>
    </>
  );
}

type Open = { kind: "new" } | { kind: "told"; told: Told } | { kind: "rotate" | "revoke"; item: ApiKey };

/** What programs show instead of a sign-in. */
export default function ApiKeysPage() {
  const { t } = useTranslation("settings");
  const query = useApiKeys();
  const rotate = useRotateKey();
  const now = useNow();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const tell = (told: Told) => setOpen({ kind: "told", told });
  const over = (item: ApiKey) => item.revoked_at !== null || Date.parse(item.expires_at) <= now;
  return (
    <Page
      title={t("page.api-keys")}
      text={t("key.text")}
      action={
        <Button look="primary" onClick={() => setOpen({ kind: "new" })} disabled={!query.data?.scopes.length}>
          <Plus aria-hidden className="icon" /> {t("key.new")}
        </Button>
      }
    >
      <Listed query={query} icon={KeyRound} label={t("page.api-keys")} none={t("key.none")} noneText={t("key.none_text")}>
        {(item) => (
          <Line
            actions={
              !over(item) && (
                <>
                  <IconButton icon={RefreshCw} label={t("secret.rotate", { name: item.name })} onClick={() => setOpen({ kind: "rotate", item })} />
                  <IconButton icon={Ban} label={t("key.revoke", { name: item.name })} onClick={() => setOpen({ kind: "revoke", item })} />
                </>
              )
            }
          >
            <Facts item={item} over={over(item)} />
          </Line>
        )}
      </Listed>
      {open?.kind === "new" && <NewKey scopes={query.data?.scopes ?? []} onTold={tell} onClose={close} />}
      {open?.kind === "rotate" && <RotateWindow id={open.item.id} name={open.item.name} rotate={rotate} onTold={tell} onClose={close} />}
      {open?.kind === "revoke" && <Revoke item={open.item} onClose={close} />}
      {open?.kind === "told" && <SecretWindow told={open.told} onClose={close} />}
    </Page>
  );
}
