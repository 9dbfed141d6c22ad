import { useTranslation } from "react-i18next";
import { ApiProblem, hasCode } from "@/api/problem";
import { useReason } from "@/features/tickets/reasons";

/** A refusal about members, in words. */
export function usePeopleReason(): (error: unknown) => string {
  const { t } = useTranslation("people");
  const common = useReason();
  return (error) => {
    if (hasCode(error, "last_admin")) return t("people.last_admin");
    if (hasCode(error, "limit_reached")) return t("people.limit_reached");
    if (error instanceof ApiProblem && error.fields.some((field) => field.code === "taken")) return t("people.taken");
    if (hasCode(error, "conflict")) return error.message;
    return common(error);
  };
}
