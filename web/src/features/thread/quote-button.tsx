import { useTranslation } from "react-i18next";

/** Shows and hides what was only quoted. */
export function QuoteButton({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  const label = t(isOpen ? "message.hide_quote" : "message.show_quote");
  return (
    <button type="button" aria-expanded={isOpen} aria-label={label} data-tip={label} onClick={onToggle} className="mt-1 flex h-6 items-center">
      <span className="grid h-4 place-items-center rounded-s bg-sunken px-1.5 leading-flat font-bold tracking-widest text-text-3 hover:bg-hover hover:text-text">
        •••
      </span>
    </button>
  );
}
