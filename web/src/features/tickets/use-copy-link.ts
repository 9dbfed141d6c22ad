import { useTranslation } from "react-i18next";
import { toast } from "@/ui/toasts";

/** Puts a ticket's short address into the clipboard. */
export function useCopyLink(slug: string): (number: number) => void {
  const { t } = useTranslation();
  return (number) => {
    // Without a secure origin there is no clipboard at all.
    const copied = navigator.clipboard?.writeText(`${location.origin}/${slug}/tickets/${number}`) ?? Promise.reject(new Error("no clipboard"));
    copied.then(
      () => toast({ tone: "info", title: t("menu.link_copied") }),
      () => toast({ tone: "error", title: t("menu.link_not_copied") }),
    );
  };
}
