import type { TFunction } from "i18next";
import type { Notification, Tenant } from "@/api/types";

/** One sentence that says what happened, to be read or heard without anything around it. */
export function notificationText(t: TFunction, { kind, number, actor, level }: Notification, tenant: Tenant, nameOf: (id: string) => string): string {
  const label = tenant.ticket_label + String(number).padStart(4, "0");
  const name = actor.kind === "user" && actor.id ? nameOf(actor.id) : null;
  switch (kind) {
    case "assigned":
      return name ? t("notify.assigned_by", { name, label }) : t("notify.assigned", { label });
    case "mentioned":
      return t("notify.mentioned", { name: name ?? t("people.system"), label });
    case "escalation":
      return t("notify.escalation", { label, level: level ?? 1 });
    default:
      return t(`notify.${kind}`, { label });
  }
}
