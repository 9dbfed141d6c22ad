import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { ReactNode } from "react";
import { IconButton } from "./icon-button";

const SIZES = { s: "max-w-small-dialog", m: "max-w-dialog", l: "max-w-palette" };

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** A press outside does not close it: there is something in it to lose. */
  fixed?: boolean;
  size?: keyof typeof SIZES;
}

/** A window over the page. Import it from lazily loaded parts only: it brings the overlay machinery along. */
export function Dialog({ title, onClose, children, fixed, size = "m" }: Props) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isOpen
      isDismissable={!fixed}
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-40 flex items-start justify-center overflow-auto bg-scrim p-3 pane:pt-16"
    >
      <Modal className={`w-full rounded-l border border-line bg-raised shadow-float animate-appear ${SIZES[size]}`}>
        <AriaDialog className="rounded-l">
          <div className="flex h-bar items-center gap-2 border-b pr-2 pl-4">
            <Heading slot="title" className="flex-1 text-14 font-semibold">
              {title}
            </Heading>
            <IconButton icon={X} label={t("common.close")} keys="escape" onClick={onClose} />
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
