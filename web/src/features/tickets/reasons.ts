import { useTranslation } from "react-i18next";
import { ApiProblem, NetworkProblem } from "@/api/problem";
import type { State } from "@/api/types";

const KNOWN = [
  "stale_version",
  "illegal_transition",
  "forbidden",
  "not_found",
  "conflict",
  "invalid",
  "too_large",
  "too_many",
  "unavailable",
  "unauthenticated",
  "idempotency_mismatch",
] as const;

/** Turns a failure into a sentence for the agent: what went wrong, and what that means for them. */
export function useReason(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof NetworkProblem) return t("reason.network");
    if (!(error instanceof ApiProblem)) return t("reason.unknown");
    const code = KNOWN.find((known) => known === error.code);
    if (code === "illegal_transition" && Array.isArray(error.data.allowed)) {
      const allowed = (error.data.allowed as State[]).map((state) => t(`state.${state}`));
      return t("reason.illegal_transition", { allowed: allowed.join(", ") || "–" });
    }
    if (code === "invalid") return error.fields.map((field) => field.message).join(" ") || error.message;
    if (code && code !== "illegal_transition") return t(`reason.${code}`);
    return error.message;
  };
}
