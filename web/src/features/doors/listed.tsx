import type { UseQueryResult } from "@tanstack/react-query";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Placeholder } from "@/ui/placeholder";
import { useReason } from "@/features/tickets/reasons";

interface Props<T> {
  query: UseQueryResult<{ items: T[] }>;
  icon: LucideIcon;
  label: string;
  none: string;
  noneText: string;
  children: (item: T) => ReactNode;
}

/** A list of the settings: on its way, failed, empty, or there. */
export function Listed<T extends { id: string }>({ query, icon, label, none, noneText, children }: Props<T>) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  if (query.isPending) return <p role="status">{common("common.loading")}</p>;
  if (query.isError)
    return (
      <div role="alert">
        <Placeholder icon={icon} tone="error" title={t("failed")} actions={<Button onClick={() => void query.refetch()}>{common("common.retry")}</Button>}>
          {reason(query.error)}
        </Placeholder>
      </div>
    );
  if (query.data.items.length === 0)
    return (
      <div className="border-y py-6">
        <Placeholder icon={icon} title={none}>
          {noneText}
        </Placeholder>
      </div>
    );
  return (
    <ul aria-label={label} className="divide-y divide-line border-y">
      {query.data.items.map((item) => (
        <li key={item.id} className="py-1">
          {children(item)}
        </li>
      ))}
    </ul>
  );
}
