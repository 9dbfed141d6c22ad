import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/icon-button";
import { CATALOG, type ActionId } from "./catalog";
import { runAction, useOffered } from "./registry";

/** The button of an action: icon, name and key come from the catalog. */
export function ActionButton({ action, className }: { action: ActionId; className?: string }) {
  const { t } = useTranslation();
  const offered = useOffered(action);
  const { icon, keys } = CATALOG[action];
  return (
    <IconButton
      icon={icon}
      label={t(`action.${action}`)}
      keys={keys}
      className={className}
      disabled={!offered}
      onClick={() => runAction(action)}
    />
  );
}
