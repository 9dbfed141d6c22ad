import { useQuery } from "@tanstack/react-query";
import { Gauge, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SlaPolicy } from "@/api/types";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { IconButton } from "@/ui/icon-button";
import { Placeholder } from "@/ui/placeholder";
import { Bone } from "@/ui/skeleton";
import { toast } from "@/ui/toasts";
import { FormWindow } from "@/features/doors/windows";
import { FilterSummary } from "@/features/filters/summary";
import { Line, Page } from "@/features/settings/controls";
import { SortList } from "@/features/settings/sort-list";
import { useReason } from "@/features/tickets/reasons";
import { DEFAULT_ID, METRICS, PRIORITIES } from "./draft";
import { writeDuration } from "./durations";
import { policiesQuery, useDeletePolicy, useOrderPolicies, useSwitchPolicy } from "./policies";
import { PolicyEditor } from "./policy-editor";

export function useNameOf() {
  const { t } = useTranslation("policies");
  return ({ id, name }: Pick<SlaPolicy, "id" | "name">) => (id === DEFAULT_ID ? t("default") : name);
}

interface ItemProps {
  policy: SlaPolicy;
  onEdit: () => void;
  onDelete: () => void;
}

function Item({ policy, onEdit, onDelete }: ItemProps) {
  const { t } = useTranslation("policies");
  const { t: settings } = useTranslation("settings");
  const { t: common } = useTranslation();
  const name = useNameOf()(policy);
  const turn = useSwitchPolicy();
  const isDefault = policy.id === DEFAULT_ID;
  const promised = METRICS.flatMap((metric) => {
    const targets = policy[metric];
    return targets ? [{ metric, text: PRIORITIES.map((each) => `${common(`priority.${each}`)} ${writeDuration(targets[each])}`).join(" · ") }] : [];
  });
  return (
    <Line
      actions={
        <>
          <label className="mr-1 flex h-7 items-center gap-1.5 text-12 text-text-2">
            <input
              type="checkbox"
              role="switch"
              aria-label={t("switch", { name })}
              checked={policy.active}
              onChange={({ target }) => turn.mutate({ id: policy.id, active: target.checked })}
              className="size-4 accent-accent"
            />
            {t(policy.active ? "on" : "off")}
          </label>
          <IconButton icon={Pencil} label={settings("edit", { name })} onClick={onEdit} />
          {!isDefault && <IconButton icon={Trash2} label={settings("remove", { name })} onClick={onDelete} />}
        </>
      }
    >
      <span className={cx("font-medium", !policy.active && "text-text-3")}>{name}</span>
      <span className="w-full text-12 text-text-2">{isDefault ? t("default_text") : <FilterSummary filter={policy.condition} />}</span>
      {promised.map(({ metric, text }) => (
        <span key={metric} className="num w-full text-12 text-text-3">
          {common(`sla.${metric}`)}: {text}
        </span>
      ))}
    </Line>
  );
}

function Removal({ policy, version, onClose }: { policy: SlaPolicy; version: number; onClose: () => void }) {
  const { t } = useTranslation("policies");
  const { t: settings } = useTranslation("settings");
  const remove = useDeletePolicy(version);
  const run = () =>
    remove.mutate(policy.id, {
      onSuccess() {
        toast({ tone: "info", title: settings("removed") });
        onClose();
      },
    });
  return (
    <FormWindow title={settings("remove", { name: policy.name })} submit={settings("delete")} busy={remove.isPending} error={remove.error} onSubmit={run} onClose={onClose}>
      <p className="text-text-2">{t("delete_text")}</p>
    </FormWindow>
  );
}

type Open = { kind: "edit"; policy: SlaPolicy | null } | { kind: "remove"; policy: SlaPolicy };

/** What is promised to whom: policies in the order in which they are asked. */
export default function PoliciesPage() {
  const { t } = useTranslation("policies");
  const { t: settings } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  const all = useQuery(policiesQuery);
  const sort = useOrderPolicies();
  const nameOf = useNameOf();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  if (open?.kind === "edit") return <PolicyEditor known={open.policy} version={all.data?.version ?? 0} onClose={close} />;
  const items = all.data?.items ?? [];
  const item = (policy: SlaPolicy) => <Item policy={policy} onEdit={() => setOpen({ kind: "edit", policy })} onDelete={() => setOpen({ kind: "remove", policy })} />;
  return (
    <Page
      title={settings("page.policies")}
      text={t("text")}
      action={
        <Button look="primary" onClick={() => setOpen({ kind: "edit", policy: null })}>
          <Plus aria-hidden className="icon" /> {t("new")}
        </Button>
      }
    >
      {all.isPending && (
        <div role="status" className="flex flex-col gap-3">
          <span className="sr-only">{common("common.loading")}</span>
          <Bone className="h-4 w-2/3" />
          <Bone className="h-4 w-1/2" />
        </div>
      )}
      {all.isError && (
        <div role="alert">
          <Placeholder icon={Gauge} tone="error" title={settings("failed")} actions={<Button onClick={() => void all.refetch()}>{common("common.retry")}</Button>}>
            {reason(all.error)}
          </Placeholder>
        </div>
      )}
      {items.length === 1 && <p className="mb-3 text-12 text-text-3">{t("only_default")}</p>}
      <div className="flex flex-col divide-y divide-line border-y empty:hidden">
        {items.length > 1 && (
          <SortList items={items.filter(({ id }) => id !== DEFAULT_ID)} label={settings("page.policies")} nameOf={nameOf} onSort={(ids) => sort.mutate(ids)}>
            {item}
          </SortList>
        )}
        {items.filter(({ id }) => id === DEFAULT_ID).map((policy) => (
          <section key={policy.id} aria-label={t("default")} className="pl-7">
            {item(policy)}
          </section>
        ))}
      </div>
      {open?.kind === "remove" && <Removal policy={open.policy} version={all.data?.version ?? 0} onClose={close} />}
    </Page>
  );
}
