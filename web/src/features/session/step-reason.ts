import { useTranslation } from "react-i18next";
import { ApiProblem, NetworkProblem } from "@/api/problem";

/** A refusal of a step of signing in, in words. */
export function useStepReason(): (error: unknown) => string {
  const { t } = useTranslation("people");
  const { t: common } = useTranslation();
  return (error) => {
    if (error instanceof NetworkProblem) return common("sign_in.no_answer");
    if (!(error instanceof ApiProblem)) return common("reason.unknown");
    if (error.code === "unauthenticated") return t("step.wrong");
    if (error.code === "too_many") return common("sign_in.too_many", { count: error.retryAfter ?? 60 });
    if (error.code === "invalid" && error.fields.some((field) => field.code === "wrong_code")) return t("step.wrong");
    if (error.code === "invalid" && error.fields.some((field) => field.code === "weak_password")) return t("join.weak");
    return error.status >= 500 ? common("reason.unavailable") : error.message;
  };
}
