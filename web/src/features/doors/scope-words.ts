import { useTranslation } from "react-i18next";

/** What a scope lets a program do, in the words that roles have for it; the scope itself when there are none yet. */
export function useScopeWords() {
  const { t } = useTranslation("roles");
  return (scope: string) => t(`permission.${scope}` as "permission.tickets.read", { defaultValue: scope });
}
