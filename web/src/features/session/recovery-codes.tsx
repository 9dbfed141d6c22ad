import { Copy } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { toast } from "@/ui/toasts";

/** Shown this once: whoever goes on has kept them. */
export function RecoveryCodes({ codes, onSeen }: { codes: string[]; onSeen: () => void }) {
  const { t } = useTranslation("people");
  const copy = () => void navigator.clipboard.writeText(codes.join("\n")).then(() => toast({ tone: "info", title: t("recovery.copied") }));
  return (
    <section aria-labelledby="recovery-codes" className="flex flex-col gap-3">
      <h2 id="recovery-codes" className="text-14 font-semibold">
        {t("recovery.title")}
      </h2>
      <p className="text-text-2">{t("recovery.text")}</p>
      <ul aria-label={t("recovery.title")} className="num grid grid-cols-2 gap-x-4 gap-y-1 rounded-m bg-sunken px-3 py-2">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button onClick={copy}>
          <Copy aria-hidden className="icon" /> {t("recovery.copy")}
        </Button>
        <Button look="primary" onClick={onSeen} autoFocus>
          {t("recovery.seen")}
        </Button>
      </div>
    </section>
  );
}
