import { Eye } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";

/** Stands where an answer would be written, and says why none can be. */
export default function LookingLine() {
  const { t } = useTranslation("roles");
  const { name } = useSession().user;
  return (
    <p className="mx-3 mb-3 flex items-center gap-2 rounded-l border bg-sunken px-3.5 py-3 text-text-2 pane:mx-6 pane:mb-5">
      <Eye aria-hidden className="icon shrink-0" />
      {t("viewing.no_answer", { name })}
    </p>
  );
}
