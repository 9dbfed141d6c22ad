import { useTranslation } from "react-i18next";
import { sessionManager } from "@/api/session";
import { useReason } from "@/features/tickets/reasons";
import { toast } from "@/ui/toasts";

/** The cookie can only be taken back by the server: without its word the person is still signed in, and is told so. */
export function useSignOut(): (then?: () => void) => void {
  const { t } = useTranslation();
  const reason = useReason();
  return (then) => {
    sessionManager.signOut().then(then).catch((error: unknown) => {
      toast({ tone: "error", title: t("app.sign_out_failed"), detail: reason(error) });
    });
  };
}
