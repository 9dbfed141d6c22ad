import { useTranslation } from "react-i18next";
import type { TicketView } from "@/api/types";
import { Dialog } from "@/ui/dialog";
import type { Story } from "@/features/sla/story";
import DetailsPanel from "./details-panel";

/** The details where there is no room for their column. */
export default function DetailsSheet({ view, stories, onClose }: { view: TicketView; stories: Story[]; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t("details.title")} onClose={onClose}>
      <DetailsPanel view={view} stories={stories} />
    </Dialog>
  );
}
